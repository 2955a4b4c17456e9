using Microsoft.Extensions.DependencyInjection;

namespace Po.Testing.Tests;

/// <summary>Each fault, and what is guaranteed under it.</summary>
public class PoTestFaultsTests
{
    private static readonly StreamId OfAnn = new("account", "1");
    private static readonly StreamId FeesOfAccount = new("fees", "1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_crash_before_the_commit_leaves_one_effect_in_the_transaction_and_two_elsewhere()
    {
        await using var host = await StartAsync();
        host.Faults.CrashBeforeCommit("fees");
        host.Faults.CrashBeforeCommit("letters");

        await host.Po.AppendAsync(OfAnn, new Withdrawn(1), cancellationToken: Token);
        await host.DrainAsync(cancellationToken: Token);

        host.Faults.Pending.Should().Be(0, "both have struck");
        (await CountAsync(host, FeesOfAccount)).Should().Be(1, "what was appended in the transaction was rolled back");
        Sent(host).Should().Equal(["letters/1", "letters/1"], "a letter that was sent is sent, and has the same key");
    }

    [Fact]
    public async Task Effects_elsewhere_come_twice_in_a_transaction_too()
    {
        await using var host = await StartAsync(SubscriptionMode.Transactional);
        host.Faults.CrashBeforeCommit("letters", times: 3);

        await host.Po.AppendAsync(OfAnn, new Withdrawn(1), cancellationToken: Token);
        await host.DrainAsync(cancellationToken: Token);

        Sent(host).Should().HaveCount(4).And.AllBe("letters/1");
    }

    [Theory]
    [InlineData(SubscriptionMode.Transactional)]
    [InlineData(SubscriptionMode.Detached)]
    public async Task A_commit_whose_success_is_not_known_hands_nothing_over_again(SubscriptionMode mode)
    {
        await using var host = await StartAsync(mode);
        host.Faults.CrashAfterCommit("fees");
        host.Faults.CrashAfterCommit("letters");

        await host.Po.AppendAsync(OfAnn, new Withdrawn(1), cancellationToken: Token);
        await host.DrainAsync(cancellationToken: Token);

        host.Faults.Pending.Should().Be(0, "both have struck");
        (await CountAsync(host, FeesOfAccount)).Should().Be(1);
        Sent(host).Should().Equal("letters/1");
    }

    [Fact]
    public async Task Everything_delivered_twice_is_there_once_in_the_transaction_and_at_least_twice_elsewhere()
    {
        await using var host = await StartAsync();
        host.Faults.DeliverTwice("fees");
        host.Faults.DeliverTwice("letters");

        for (var i = 0; i < 3; i++)
        {
            await host.Po.AppendAsync(OfAnn, new Withdrawn(1), cancellationToken: Token);
            await host.DrainAsync(cancellationToken: Token);
        }

        (await CountAsync(host, FeesOfAccount)).Should().Be(3);
        Sent(host).GroupBy(letter => letter).Should().HaveCount(3).And.AllSatisfy(letter => letter.Count().Should().BeGreaterThanOrEqualTo(2));
        host.Faults.Clear();
        await host.Po.AppendAsync(OfAnn, new Withdrawn(1), cancellationToken: Token);
        await host.DrainAsync(cancellationToken: Token);
        Sent(host).Where(letter => letter == Sent(host).Last()).Should().ContainSingle("the order was taken back");
    }

    [Fact]
    public async Task A_command_that_meets_a_conflict_decides_anew_on_top_of_what_another_has_appended()
    {
        await using var host = await StartAsync();
        await host.Po.AppendAsync(OfAnn, new Deposited(100), cancellationToken: Token);
        host.Faults.ConflictOnNextAppend(OfAnn, new Withdrawn(80));

        await host.Awaiting(bank => bank.PassTimeUntilAsync(bank.Po.ExecuteAsync(OfAnn, () => new Withdraw(30), Token).AsTask(), Token))
            .Should().ThrowAsync<InsufficientFundsException>("only 20 are left");

        (await CountAsync(host, OfAnn)).Should().Be(2);
    }

    [Fact]
    public async Task A_conflict_without_messages_is_met_once_by_an_append_that_expects_something()
    {
        await using var host = await StartAsync();
        host.Faults.ConflictOnNextAppend(OfAnn);

        await host.Po.AppendAsync(OfAnn, new Deposited(100), cancellationToken: Token);
        host.Faults.Pending.Should().Be(1, "an append that expects nothing meets no conflict");
        await host.Awaiting(bank => bank.Po.AppendAsync(OfAnn, new Deposited(1), 1, Token).AsTask()).Should().ThrowAsync<WriteConflictException>();
        await host.Po.AppendAsync(OfAnn, new Deposited(1), 1, Token);

        (await CountAsync(host, OfAnn)).Should().Be(2);
    }

    [Fact]
    public async Task A_store_that_is_away_fails_appends_at_once_and_workers_wait_for_it()
    {
        await using var host = await StartAsync();
        await host.Po.AppendAsync(OfAnn, new Withdrawn(1), cancellationToken: Token);
        host.Faults.StoreUnavailable(TimeSpan.FromMinutes(10));

        await host.Awaiting(bank => bank.Po.AppendAsync(OfAnn, new Withdrawn(2), cancellationToken: Token).AsTask())
            .Should().ThrowAsync<StoreUnavailableException>();
        await host.DrainAsync(cancellationToken: Token);
        await host.PassTimeUntilAsync(Task.Delay(TimeSpan.FromMinutes(10), host.Time, Token), Token);
        await host.Po.AppendAsync(OfAnn, new Withdrawn(3), cancellationToken: Token);
        await host.DrainAsync(cancellationToken: Token);

        (await CountAsync(host, FeesOfAccount)).Should().Be(2);
        Sent(host).Distinct().Should().HaveCount(2);
    }

    [Fact]
    public async Task An_order_that_could_never_strike_is_refused()
    {
        await using var host = await StartAsync();

        host.Invoking(bank => bank.Faults.CrashBeforeCommit("letter")).Should().Throw<ArgumentException>()
            .WithMessage("There is no subscription 'letter' in this host. There are: fees, letters.*");
    }

    private static Task<PoTestHost> StartAsync(SubscriptionMode letters = SubscriptionMode.Detached) => PoTestHost.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton<Outbox>();
            builder.Services.AddPo(po => po
                .AddBankMessages()
                .AddSubscription<Fees>("fees", "account")
                .AddSubscription<Letters>("letters", "account", options => options.Mode = letters));
        },
        cancellationToken: Token);

    private static async Task<int> CountAsync(PoTestHost host, StreamId stream) =>
        await host.Po.ReadAsync(stream, cancellationToken: Token).CountAsync(Token);

    private static IReadOnlyCollection<string> Sent(PoTestHost host) => host.Services.GetRequiredService<Outbox>().Sent;
}
