namespace Po.Abstractions.Tests;

public sealed class FoldTests
{
    private static readonly Fold<string> Letters = new Fold<string>("")
        .On<First>((text, first) => $"{text}a{first.Value}")
        .OnMessage<Second>((text, message) => $"{text}b{message.Number}");

    [Fact]
    public void Builds_the_state_by_the_function_of_each_type_in_order() =>
        Letters.Of(new First(1), new Second(), new First(2)).Should().Be("a1b2a2");

    [Fact]
    public void Reads_what_is_to_be_appended_as_it_will_be_read()
    {
        var id = Guid.CreateVersion7();
        Message<Second>? seen = null;
        var wrapped = new NewMessage(new Second())
        {
            Id = id,
            CorrelationId = "correlation",
            CausationId = "causation",
            Headers = new Dictionary<string, string> { ["a"] = "b" },
        };

        var state = Letters.On<string>((text, _) => text).Of(new NewMessage(new First(1)), "something else", wrapped);
        new Fold<int>(0).OnMessage<Second>((_, message) => (seen = message).Headers.Count).Of("something else", wrapped, wrapped);

        state.Should().Be("a1b3");
        seen.Should().BeEquivalentTo(new { Id = id, Number = 3, GlobalNumber = 3, CorrelationId = "correlation", CausationId = "causation", wrapped.Headers });
        new Fold<string>("", (text, data) => text + data).Of(new NewMessage("a"), "b").Should().Be("ab");
    }

    [Fact]
    public void Leaves_the_state_as_it_is_for_what_it_does_not_name() => Letters.Of(new First(1), "something else").Should().Be("a1");

    [Fact]
    public void Of_nothing_is_the_initial_state() => new Fold<string>("initial").Of().Should().Be("initial");

    [Fact]
    public void A_function_of_its_own_gets_what_no_other_is_given_for() =>
        new Fold<string>("", (text, data) => text + data).On<First>((text, _) => text + "first").Of(1, new First(2), 3).Should().Be("1first3");

    [Fact]
    public async Task Projects_messages_with_their_numbers()
    {
        var projection = Letters.Start();

        await new Message<Second> { Data = new Second(), Number = 7 }.DispatchAsync(projection, TestContext.Current.CancellationToken);

        projection.State.Should().Be("b7");
        Letters.Start().State.Should().BeEmpty("each projection begins anew");
    }

    [Fact]
    public void Each_call_makes_another_fold_and_changes_none()
    {
        var fold = new Fold<string>("");

        var other = fold.On<First>((_, _) => "first").WithSnapshot("letters");

        fold.Of(new First(1)).Should().BeEmpty();
        fold.SnapshotName.Should().BeNull();
        other.Of(new First(1)).Should().Be("first");
        other.SnapshotName.Should().Be("letters");
    }

    [Fact]
    public void Keeps_its_state_in_snapshots_only_if_it_was_told_so()
    {
        Letters.Start().Should().NotBeAssignableTo<INamedSnapshot>();
        Letters.WithSnapshot("letters", 2).On<string>((text, _) => text).Start().Should().BeAssignableTo<INamedSnapshot<string>>()
            .Which.Should().BeEquivalentTo(new { SnapshotName = "letters", SnapshotVersion = 2 });
    }

    [Fact]
    public void Refuses_a_second_function_for_a_type()
    {
        var again = () => Letters.On<First>((text, _) => text);

        again.Should().Throw<ArgumentException>().WithMessage("*First*");
    }

    private sealed record First(int Value);

    private sealed record Second;
}
