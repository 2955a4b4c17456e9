namespace Po.Tests;

public class CommandIdTests
{
    private static readonly StreamId Counter = A.Stream("counter-1");
    private static readonly CommandOptions Once = new() { Id = Guid.CreateVersion7() };

    private static readonly Fold<int> Total = new Fold<int>(0).On<Added>((total, added) => total + added.Value);

    [Fact]
    public async Task Decides_once_and_answers_with_the_first_messages_however_many_there_are()
    {
        await using var po = new TestPo();
        var messages = A.Messages(1, 250);
        var first = await po.Engine.ExecuteAsync(Counter, Total, _ => Decision.Append(messages), Once, Token);
        await po.AppendAsync("counter-1", new Added(0));

        var again = await po.Engine.ExecuteAsync(
            Counter, Total, Decision (_) => throw new InvalidOperationException("It has decided again."), Once, Token);

        again.IsRepetition.Should().BeTrue();
        again.Appended.Should().BeEquivalentTo(first.Appended with { IsRepetition = true });
        again.Repeated.Select(message => message.Data).Should().Equal(messages);
    }

    [Fact]
    public async Task The_first_message_has_the_id_of_the_command_and_the_others_have_ids_that_follow_from_it()
    {
        await using var po = new TestPo();
        await using var other = new TestPo();

        foreach (var engine in new[] { po.Engine, other.Engine })
        {
            await engine.ExecuteAsync(Counter, Total, _ => Decision.Append(A.Messages(1, 3)), Once, Token);
        }

        var ids = (await po.Engine.ReadAsync(Counter, cancellationToken: Token).ToListAsync()).Select(message => message.Id).ToList();
        ids[0].Should().Be(Once.Id!.Value);
        ids.Should().OnlyHaveUniqueItems();
        ids.Skip(1).Should().AllSatisfy(id => (id.Version, id.ToString()[..13]).Should().Be((8, ids[0].ToString()[..13])));
        (await other.Engine.ReadAsync(Counter, cancellationToken: Token).ToListAsync()).Select(message => message.Id).Should().Equal(ids);
    }

    [Fact]
    public async Task A_value_is_not_there_a_second_time_and_says_so()
    {
        await using var po = new TestPo();
        await po.Engine.ExecuteAsync(Counter, Total, total => Decision.Append(new Added(1)).Returning(total), Once, Token);

        var again = await po.Engine.ExecuteAsync(Counter, Total, total => Decision.Append(new Added(1)).Returning(total), Once, Token);

        again.HasValue.Should().BeFalse();
        var value = () => again.Value;
        value.Should().Throw<InvalidOperationException>().WithMessage("*IsRepetition*Repeated*");
        again.ThrowIfRejected();
    }

    [Fact]
    public async Task What_has_stored_nothing_decides_again()
    {
        await using var po = new TestPo();
        await po.Engine.ExecuteAsync(Counter, Total, _ => Decision.Nothing, Once, Token);
        await po.Engine.ExecuteAsync(Counter, Total, Decision (_) => Decision.Reject("no", "No."), Once, Token);

        var outcome = await po.Engine.ExecuteAsync(Counter, Total, _ => Decision.Append(new Added(1)), Once, Token);

        outcome.Should().BeEquivalentTo(new { IsAccepted = true, IsRepetition = false });
    }

    // Had it looked before it built its state, it would decide on top of itself, and reject what was accepted.
    [Fact]
    public async Task Never_decides_on_top_of_itself()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };
        var isFirst = true;
        store.Before = async call =>
        {
            if (call is StoreCall.ReadStream && isFirst)
            {
                isFirst = false;
                await po.Engine.ExecuteAsync(Counter, Total, RegisterOnce, Once, Token);
            }
        };

        var outcome = await po.Engine.ExecuteAsync(Counter, Total, RegisterOnce, Once, Token);

        outcome.Should().BeEquivalentTo(new { IsAccepted = true, IsRepetition = true });
        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(1);

        static Decision RegisterOnce(int total) => total == 0 ? Decision.Append(new Added(1)) : Decision.Reject("registered", "It is there already.");
    }

    [Fact]
    public async Task Two_that_decide_otherwise_at_the_same_time_get_the_answer_of_the_one_that_was_stored()
    {
        foreach (var (faster, slower) in new[] { (1, 3), (3, 1), (2, 2) })
        {
            await using var po = new TestPo();
            var options = new CommandOptions { Id = Guid.CreateVersion7() };
            CommandOutcome? first = null;

            var second = await po.Engine.ExecuteAsync(
                Counter,
                Total,
                async (_, token) =>
                {
                    first ??= await po.Engine.ExecuteAsync(Counter, Total, _ => Decision.Append(A.Messages(1, faster)), options, token);
                    return Decision.Append(A.Messages(11, 10 + slower));
                },
                options,
                Token);

            second.IsRepetition.Should().BeTrue();
            second.Appended.Should().BeEquivalentTo(first!.Appended with { IsRepetition = true });
            (await po.Engine.ValuesAsync("counter-1")).Should().Equal(Enumerable.Range(1, faster));
        }
    }

    [Fact]
    public async Task The_id_of_a_message_in_another_stream_is_refused_before_anything_is_decided()
    {
        await using var po = new TestPo();
        await po.AppendAsync("other-1", new NewMessage(new Added(1)) { Id = Once.Id });

        var execute = () => po.Engine.ExecuteAsync(
            Counter, Total, Decision (_) => throw new InvalidOperationException("It has decided."), Once, Token).AsTask();

        (await execute.Should().ThrowAsync<DuplicateMessageIdException>()).Which.Should()
            .BeEquivalentTo(new { Stream = Counter, MessageId = Once.Id });
    }

    [Fact]
    public async Task Refuses_messages_with_ids_of_their_own()
    {
        await using var po = new TestPo();

        var own = () => po.Engine.ExecuteAsync(
            Counter, Total, _ => Decision.Append(new Added(1), new NewMessage(new Added(2)) { Id = Guid.CreateVersion7() }), Once, Token).AsTask();
        await own.Should().ThrowAsync<ArgumentException>();
        var same = await po.Engine.ExecuteAsync(
            Counter, Total, _ => Decision.Append(new NewMessage(new Added(1)) { Id = Once.Id, Headers = new Dictionary<string, string> { ["a"] = "b" } }), Once, Token);

        same.Appended.Count.Should().Be(1);
        (await po.Engine.ReadAsync(Counter, cancellationToken: Token).ToListAsync())[0].Headers.Should().ContainKey("a");
    }

    [Fact]
    public async Task A_command_handler_does_the_same()
    {
        await using var po = new TestPo();
        var first = await po.Engine.ExecuteAsync(Counter, () => new AddOne(), Once, Token);

        var again = await po.Engine.ExecuteAsync(Counter, () => new AddOne(), Once, Token);

        first.IsRepetition.Should().BeFalse();
        again.Should().BeEquivalentTo(new { IsRepetition = true, Appended = first.Appended with { IsRepetition = true } });
        again.Command.Seen.Should().Equal(1);
        again.Command.SizeBefore.Should().Be(-1, "it has not decided");
        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(1);
    }

    [Fact]
    public async Task The_id_of_a_message_of_the_stream_is_that_of_a_command_that_was_carried_out()
    {
        await using var po = new TestPo();
        await po.AppendAsync("counter-1", new Added(1), new Added(2));
        var stored = await po.Engine.ReadAsync(Counter, cancellationToken: Token).ToListAsync();

        var outcome = await po.Engine.ExecuteAsync(
            Counter, Total, Decision (_) => throw new InvalidOperationException("It has decided."), new() { Id = stored[1].Id }, Token);

        outcome.Should().BeEquivalentTo(new { IsRepetition = true, Appended = new { LastNumber = 2, Count = 1 } });
    }

    // The same command is carried out by somebody else: before it looks for itself, or once it has decided.
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    public async Task A_command_handler_that_was_slower_comes_back_as_one_that_has_seen_the_messages_and_not_decided(bool beforeLook, int faster)
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };
        await po.AppendAsync("counter-1", new Added(10));
        var isFirst = true;
        async ValueTask ExecuteFasterAsync()
        {
            if (isFirst)
            {
                isFirst = false;
                await po.Engine.ExecuteAsync(Counter, Total, _ => Decision.Append(A.Messages(1, faster)), Once, Token);
            }
        }

        store.Before = call => beforeLook && call is StoreCall.FindRecord ? ExecuteFasterAsync() : ValueTask.CompletedTask;

        var again = await po.Engine.ExecuteAsync(
            Counter,
            () => new AddOne
            {
                Deciding = async (_, appender) =>
                {
                    await ExecuteFasterAsync();
                    appender.Append(new Added(11), new Added(12));
                },
            },
            Once,
            Token);

        again.IsRepetition.Should().BeTrue();
        again.Appended.Count.Should().Be(faster);
        again.Command.Seen.Should().Equal([10, .. Enumerable.Range(1, faster)]);
        again.Command.SizeBefore.Should().Be(-1, "it has not decided");
    }
}
