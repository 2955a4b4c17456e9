namespace Po.Testing.Tests;

public class ProjectionTestTests
{
    private static readonly IRegistry Messages = TestRegistry.Create(po => po.AddBankMessages());
    private static readonly StreamId Ann = new("account", "ann");
    private static readonly StreamId Bob = new("account", "bob");

    [Fact]
    public Task Hands_over_what_is_given_in_every_stream_and_in_order() => ProjectionTest
        .For(Messages, () => new Balances())
        .On(Ann).Given(new Deposited(100), new Withdrawn(30))
        .On(Bob).Given(new Deposited(5))
        .On(Ann).Given(new Withdrawn(1))
        .ThenAsync(balances => balances.ByAccount.Should().Equal(new Dictionary<StreamId, decimal> { [Ann] = 69, [Bob] = 5 }));

    [Fact]
    public async Task Hands_over_messages_with_the_times_that_are_set()
    {
        var (first, then) = (new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
        var times = new List<DateTimeOffset>();

        await ProjectionTest.For(Messages, () => Handler.Create(message => times.Add(message.Time)))
            .At(first).Given(new Deposited(1), new Deposited(2)).At(then).Given(new Deposited(3))
            .ThenAsync(_ => times.Should().Equal(first, first, then));
    }

    [Fact]
    public async Task Makes_a_fresh_projection_each_time()
    {
        var test = ProjectionTest.For(Messages, () => new Balances()).On(Ann).Given(new Deposited(100));

        await test.ThenAsync(balances => balances.ByAccount[Ann].Should().Be(100));
        await test.ThenAsync(balances => balances.ByAccount[Ann].Should().Be(100));
    }

    [Fact]
    public async Task Awaits_what_looks_at_the_projection()
    {
        var test = ProjectionTest.For(Messages, () => new Balances()).On(Ann).Given(new Deposited(100));

        await FluentActions.Awaiting(() => test.ThenAsync(async balances =>
        {
            await Task.Yield();
            throw new TimeoutException($"{balances.ByAccount[Ann]}");
        })).Should().ThrowAsync<TimeoutException>().WithMessage("100");
    }

    [Fact]
    public async Task Says_what_was_given_when_the_projection_throws()
    {
        var test = ProjectionTest.For(Messages, () => Handler.Create(_ => throw new InvalidOperationException("too much")))
            .Given(new Deposited(100));

        (await test.Invoking(broken => broken.ThenAsync(_ => { })).Should().ThrowAsync<PoTestException>()).Which.Message.Should().Be(
            """
            IHandler has thrown InvalidOperationException: too much

            Given
              1 deposited {"amount":100}
            """);
    }
}
