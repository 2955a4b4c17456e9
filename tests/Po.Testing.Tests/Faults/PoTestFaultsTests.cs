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
    public async Task A_conflict_of_two_messages_is_one_append_that_a_command_decides_on()
    {
        await using var host = await StartAsync();
        await host.Po.AppendAsync(OfAnn, new Deposited(30), cancellationToken: Token);
        host.Faults.ConflictOnNextAppend(OfAnn, new Deposited(100), new Withdrawn(40));

        var withdrawal = host.Po.ExecuteAsync(OfAnn, Account.Fold, account => account.Withdraw(30), cancellationToken: Token);
        var outcome = await host.PassTimeUntilAsync(withdrawal.AsTask(), Token);

        outcome.Value.Should().Be(60);
        (await CountAsync(host, OfAnn)).Should().Be(4);
        host.Faults.Pending.Should().Be(0);
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
        var (store, away) = (new InMemoryStore(), TimeSpan.FromMinutes(10));
        await using var host = await StartAsync(store: store);
        await host.DrainAsync(cancellationToken: Token);
        var start = host.Time.GetUtcNow();

        host.Faults.StoreUnavailable(away);
        await host.Awaiting(bank => bank.Po.AppendAsync(OfAnn, new Withdrawn(1), cancellationToken: Token).AsTask())
            .Should().ThrowAsync<StoreUnavailableException>();
        host.Time.GetUtcNow().Should().Be(start, "nothing waits for the store but workers");
        await AppendElsewhereAsync(host, store, new Withdrawn(2));
        await host.DrainAsync(cancellationToken: Token);

        (host.Time.GetUtcNow() - start).Should().BeGreaterThanOrEqualTo(away);
        (await CountAsync(host, FeesOfAccount)).Should().Be(1);
        Sent(host).Should().Equal("letters/1");
    }

    [Fact]
    public async Task A_store_cannot_be_away_for_less_than_no_time()
    {
        await using var host = await StartAsync();

        host.Invoking(bank => bank.Faults.StoreUnavailable(-TimeSpan.FromTicks(1))).Should().Throw<ArgumentOutOfRangeException>();

        await host.Po.AppendAsync(OfAnn, new Opened("Ann"), cancellationToken: Token);
    }

    [Theory]
    [InlineData("letter")]
    [InlineData("letters[anything")]
    [InlineData("letters[0/2]")]
    [InlineData("split[2/2]")]
    [InlineData("split[0/4]")]
    [InlineData("split[0/2")]
    [InlineData("split[+0/2]")]
    public async Task An_order_for_a_subscription_or_partition_that_is_not_there_is_refused(string id)
    {
        await using var host = await StartAsync();
        await host.DrainAsync(cancellationToken: Token);

        host.Invoking(bank => bank.Faults.CrashAfterCommit(id)).Should().Throw<ArgumentException>()
            .WithMessage($"There is no subscription '{id}' in this host. There are: fees, letters, split, split[0/2], split[1/2].*");
        host.Invoking(bank => bank.Faults.DeliverTwice(id)).Should().Throw<ArgumentException>();
        host.Faults.Pending.Should().Be(0);
    }

    [Fact]
    public async Task A_partition_fails_to_order_alone_also_before_the_subscription_knows_how_it_is_split()
    {
        await using var host = await StartAsync();
        host.Faults.CrashBeforeCommit("split[1/2]", times: 2);

        for (var i = 1; i <= 8; i++)
        {
            await host.Po.AppendAsync(new StreamId("account", $"{i}"), new Opened("Ann"), cancellationToken: Token);
        }

        await host.DrainAsync(cancellationToken: Token);

        host.Faults.Pending.Should().Be(0);
        host.Faults.CrashBeforeCommit("split[0/2]");
        host.Faults.Pending.Should().Be(1);
    }

    [Fact]
    public async Task A_conflict_that_nobody_could_meet_and_a_second_one_at_once_are_refused()
    {
        await using var host = await StartAsync();
        host.Faults.ConflictOnNextAppend(OfAnn, new Deposited(1));

        host.Invoking(bank => bank.Faults.ConflictOnNextAppend(StreamId.All)).Should().Throw<ArgumentException>().WithParameterName("stream");
        host.Invoking(bank => bank.Faults.ConflictOnNextAppend(default)).Should().Throw<ArgumentException>().WithParameterName("stream");
        host.Invoking(bank => bank.Faults.ConflictOnNextAppend(OfAnn)).Should().Throw<InvalidOperationException>()
            .WithMessage("A conflict on 'account-1' was ordered already*");

        host.Faults.Pending.Should().Be(1);
        host.Faults.Clear();
        host.Faults.ConflictOnNextAppend(OfAnn);
    }

    // By another process, which the faults of this host do not concern.
    private static async Task AppendElsewhereAsync(PoTestHost host, InMemoryStore store, object message)
    {
        var (type, data) = host.Services.GetRequiredService<IRegistry>().Serialize(message);
        var record = new NewRecord { Id = Guid.CreateVersion7(), Type = type, Data = data, Time = host.Time.GetUtcNow() };
        await store.AppendAsync(new AppendRequest { Stream = OfAnn, Records = [record] }, Token);
    }

    private static Task<PoTestHost> StartAsync(SubscriptionMode letters = SubscriptionMode.Detached, IStore? store = null) => PoTestHost.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton<Outbox>();
            builder.Services.AddPo(po => po
                .AddBankMessages()
                .AddSubscription<Fees>("fees", "account")
                .AddSubscription<Letters>("letters", "account", options => options.Mode = letters)
                .AddSubscription("split", "account", (_, _, _) => ValueTask.CompletedTask, options => options.Partitions = 2));
        },
        new PoTestHostOptions { Store = store },
        cancellationToken: Token);

    private static async Task<int> CountAsync(PoTestHost host, StreamId stream) =>
        await host.Po.ReadAsync(stream, cancellationToken: Token).CountAsync(Token);

    private static IReadOnlyCollection<string> Sent(PoTestHost host) => host.Services.GetRequiredService<Outbox>().Sent;
}
