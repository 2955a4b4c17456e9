using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Po.Testing.Tests;

public class DrainTests
{
    private static readonly StreamId OfAnn = new("account", "1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Returns_when_what_handlers_append_is_handled_too()
    {
        var seen = new ConcurrentQueue<string>();
        await using var host = await StartAsync(po => po
            .AddSubscription<Fees>("fees", "account")
            .AddSubscription("everything", "*", (message, _, _) =>
            {
                seen.Enqueue($"{message.Stream} {message.Number}");
                return ValueTask.CompletedTask;
            }));

        await host.Po.AppendAsync(OfAnn, [new Withdrawn(1), new Withdrawn(2)], cancellationToken: Token);
        await host.DrainAsync(cancellationToken: Token);

        seen.Should().Equal("account-1 1", "account-1 2", "fees-1 1", "fees-1 2");
        host.Po.Subscriptions.Values.Should().AllSatisfy(subscription =>
        {
            subscription.Position.Should().Be(4);
            subscription.State.Should().Be(SubscriptionState.CaughtUp);
        });
    }

    [Fact]
    public async Task Lets_back_offs_pass_until_a_failing_handler_succeeds()
    {
        var attempts = 0;
        await using var host = await StartAsync(po => po.AddSubscription(
            "flaky",
            "account",
            (_, context, _) => ++attempts == context.Attempt && attempts < 8 ? throw new TimeoutException("not yet") : ValueTask.CompletedTask,
            options =>
            {
                options.MaxAttempts = 10;
                options.RetryDelay = TimeSpan.FromMinutes(1);
                options.MaxRetryDelay = TimeSpan.FromHours(1);
            }));
        await host.Po.AppendAsync(OfAnn, new Deposited(1), cancellationToken: Token);
        var start = host.Time.GetUtcNow();

        await host.DrainAsync(cancellationToken: Token);

        attempts.Should().Be(8);
        (host.Time.GetUtcNow() - start).Should().BeGreaterThan(TimeSpan.FromMinutes(0.75 * (1 + 2 + 4 + 8 + 16 + 32 + 60)));
    }

    [Fact]
    public async Task Reports_a_paused_subscription_with_its_error_once_the_others_are_done()
    {
        await using var host = await StartAsync(po => po
            .AddSubscription("broken", "account", (_, _, _) => throw new InvalidOperationException("no such account"))
            .AddSubscription<Fees>("fees", "account"));
        await host.Po.AppendAsync(OfAnn, new Withdrawn(1), cancellationToken: Token);

        var failure = await host.Awaiting(broken => broken.DrainAsync(cancellationToken: Token)).Should().ThrowAsync<PoTestException>();

        failure.Which.Message.Should().Be(
            """
            A subscription is paused, so not everything was handled (allowPaused lets a test go on):
              'broken': InvalidOperationException: no such account
            """);
        failure.Which.InnerException.Should().BeOfType<InvalidOperationException>();
        host.Po.Subscriptions["fees"].Position.Should().Be(2);
        await host.DrainAsync(allowPaused: true, Token);
    }

    [Fact]
    public async Task Goes_on_after_a_pause_has_ended_here_or_by_an_operator()
    {
        var isBroken = true;
        await using var host = await StartAsync(po => po.AddSubscription(
            "broken", "account", (_, _, _) => isBroken ? throw new InvalidOperationException("no") : ValueTask.CompletedTask));
        var admin = host.Services.GetRequiredService<IPoAdmin>();
        await host.Po.AppendAsync(OfAnn, new Withdrawn(1), cancellationToken: Token);
        await host.DrainAsync(allowPaused: true, Token);

        host.Po.Subscriptions["broken"].Resume();
        await host.DrainAsync(allowPaused: true, Token);
        host.Po.Subscriptions["broken"].State.Should().Be(SubscriptionState.Paused, "it has failed again");
        isBroken = false;
        await host.PassTimeUntilAsync(admin.ResumeAsync("broken", cancellationToken: Token).AsTask(), Token);
        await host.DrainAsync(cancellationToken: Token);

        host.Po.Subscriptions["broken"].Position.Should().Be(1);
        await host.PassTimeUntilAsync(admin.PauseAsync("broken", cancellationToken: Token).AsTask(), Token);
        await host.Awaiting(paused => paused.DrainAsync(cancellationToken: Token)).Should().ThrowAsync<PoTestException>();
    }

    [Fact]
    public async Task Lets_parked_messages_be_handed_over_again()
    {
        var isBroken = true;
        await using var host = await StartAsync(po => po.AddSubscription(
            "parks",
            "account",
            (_, _, _) => isBroken ? throw new InvalidOperationException("no") : ValueTask.CompletedTask,
            options => options.OnFailure = FailurePolicy.ParkStream));
        var admin = host.Services.GetRequiredService<IPoAdmin>();
        await host.Po.AppendAsync(OfAnn, [new Withdrawn(1), new Withdrawn(2)], cancellationToken: Token);
        await host.DrainAsync(cancellationToken: Token);
        (await admin.FindAsync("parks", Token))!.ParkedMessages.Should().Be(2);

        isBroken = false;
        await host.PassTimeUntilAsync(admin.ReplayParkedAsync("parks", cancellationToken: Token).AsTask(), Token);
        await host.DrainAsync(cancellationToken: Token);

        (await admin.FindAsync("parks", Token))!.ParkedMessages.Should().Be(0);
    }

    [Fact]
    public async Task Lets_a_handler_wait_on_the_clock_and_ends_no_handler_that_waits_for_something_else()
    {
        var (wasCancelled, release) = (false, new TaskCompletionSource());
        await using var host = await StartAsync(po => po
            .AddSubscription<Slow>("slow", "account")
            .AddSubscription("elsewhere", "account", async (_, _, token) =>
            {
                await using var cancelled = token.Register(() => wasCancelled = true);
                await release.Task;
            }));
        var start = host.Time.GetUtcNow();
        await host.Po.AppendAsync(OfAnn, new Withdrawn(1), cancellationToken: Token);

        var draining = host.DrainAsync(cancellationToken: Token);
        await host.Po.Subscriptions["slow"].WaitForAsync(1, Token);
        (host.Time.GetUtcNow() - start).Should().BeGreaterThanOrEqualTo(Slow.Time).And.BeLessThan(TimeSpan.FromSeconds(60));
        draining.IsCompleted.Should().BeFalse("a handler is still at work");
        release.SetResult();
        await draining;

        wasCancelled.Should().BeFalse();
    }

    [Fact]
    public async Task Says_what_is_stuck_when_it_takes_too_long()
    {
        var (release, isAtWork, hasFailed) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await StartAsync(
            po => po
                .AddSubscription("stuck", "account", async (_, _, _) =>
                {
                    isAtWork.TrySetResult();
                    await release.Task;
                })
                .AddSubscription(
                    "fails",
                    "account",
                    (_, _, _) =>
                    {
                        hasFailed.TrySetResult();
                        throw new TimeoutException("no answer");
                    },
                    options => options.MaxAttempts = int.MaxValue),
            new PoTestHostOptions { RealTimeLimit = TimeSpan.FromSeconds(5) });
        await host.Po.AppendAsync(OfAnn, new Withdrawn(1), cancellationToken: Token);
        await Task.WhenAll(isAtWork.Task, hasFailed.Task).WaitAsync(TimeSpan.FromSeconds(10), Token);
        var start = host.Time.GetUtcNow();

        var failure = await host.Awaiting(stuck => stuck.DrainAsync(cancellationToken: Token)).Should().ThrowAsync<PoTestException>();

        failure.Which.Message.Should().StartWith("Not every subscription has handled everything after").And
            .Contain("'stuck' is CatchingUp at position 0 of 1").And
            .Contain("the handler of 'stuck' has message 1 in hand (withdrawn 1 of account-1)").And
            .Contain("'fails' is Retrying at position 0 of 1; its last error: TimeoutException: no answer");
        host.Time.GetUtcNow().Should().Be(start, "the clock stands still while a handler works");
        release.SetResult();
    }

    [Fact]
    public async Task Says_so_when_the_clock_has_gone_on_for_too_long()
    {
        await using var host = await StartAsync(
            po => po.AddSubscription(
                "fails", "account", (_, _, _) => throw new TimeoutException("no answer"), options => options.MaxAttempts = int.MaxValue),
            new PoTestHostOptions { SimulatedTimeLimit = TimeSpan.FromMinutes(10) });
        await host.Po.AppendAsync(OfAnn, new Withdrawn(1), cancellationToken: Token);

        var failure = await host.Awaiting(stuck => stuck.DrainAsync(cancellationToken: Token)).Should().ThrowAsync<PoTestException>();

        failure.Which.Message.Should().Contain("have passed on the clock of the host (SimulatedTimeLimit)").And.Contain("'fails' is Retrying");
    }

    [Fact]
    public async Task Drains_partitions_and_subscriptions_that_were_started_later()
    {
        var seen = new ConcurrentQueue<long>();
        await using var host = await StartAsync(po => po.AddSubscription(
            "split",
            "account",
            (message, _, _) =>
            {
                seen.Enqueue(message.GlobalNumber);
                return ValueTask.CompletedTask;
            },
            options => options.Partitions = 4));
        var balances = new Balances();
        await using var later = await host.Po.SubscribeAsync("later", new StreamId("account"), balances, cancellationToken: Token);

        for (var i = 1; i <= 20; i++)
        {
            await host.Po.AppendAsync(new StreamId("account", $"{i}"), new Deposited(i), cancellationToken: Token);
        }

        await host.DrainAsync(cancellationToken: Token);

        seen.Order().Should().Equal(Enumerable.Range(1, 20).Select(i => (long)i));
        balances.ByAccount.Should().HaveCount(20);
    }

    [Fact]
    public async Task Lets_workers_look_at_once_instead_of_waiting_for_their_next_poll()
    {
        await using var host = await StartAsync(po => po.AddSubscription<Fees>("fees", "account", options =>
        {
            options.MinPollInterval = TimeSpan.FromHours(1);
            options.MaxPollInterval = TimeSpan.FromHours(1);
        }));
        var start = host.Time.GetUtcNow();

        for (var i = 0; i < 20; i++)
        {
            await host.Po.AppendAsync(OfAnn, new Withdrawn(1), cancellationToken: Token);
            await host.DrainAsync(cancellationToken: Token);
        }

        (host.Time.GetUtcNow() - start).Should().BeLessThan(
            TimeSpan.FromHours(5), "a machine that stalls may let a poll or two pass, and waiting for each of them takes twenty hours");
    }

    [Fact]
    public async Task Is_not_over_when_a_handler_of_another_store_has_appended_after_a_store_was_looked_at()
    {
        var first = new InMemoryStore();
        var second = new InMemoryStore(new Meanwhile(() => first.AppendAsync(ARecord("withdrawn"), Token).AsTask()));
        using var goal = new DrainGoal(
            [new TestStore(Substitute.For<IPo>(), first), new TestStore(Substitute.For<IPo>(), second)],
            new HandlerRuns(),
            new Pulse(),
            new DrivenClock(DateTimeOffset.UnixEpoch, new Pulse()));

        (await goal.IsReachedAsync(Token)).Should().BeFalse("the first store was looked at before");

        goal.Unreached.Should().Equal("messages are being appended");
        (await goal.IsReachedAsync(Token)).Should().BeTrue();
    }

    [Fact]
    public async Task Reports_a_subscription_that_stands_still_in_this_process_alone_beside_its_namesake_in_another_store()
    {
        await using var host = await PoTestHost.StartAsync(
            builder =>
            {
                builder.Services.AddPo(po => po.AddBankMessages().AddSubscription("copies", "account", (_, _, _) => ValueTask.CompletedTask));
                builder.Services.AddPo("archive", po => po.AddBankMessages().AddSubscription("copies", "account", (_, _, _) => ValueTask.CompletedTask));
            },
            cancellationToken: Token);
        await host.Services.GetRequiredKeyedService<IStore>("archive").AppendAsync(ARecord("withdrawn@2"), Token);

        var failure = await host.Awaiting(older => older.DrainAsync(cancellationToken: Token)).Should().ThrowAsync<PoTestException>();

        failure.Which.Message.Should().StartWith("A subscription is paused").And.Contain("'copies': MessageVersionException: ");
    }

    private static AppendRequest ARecord(string type) => new()
    {
        Stream = OfAnn,
        Records = [new NewRecord { Id = Guid.CreateVersion7(), Type = type, Data = "{}"u8.ToArray(), Time = DateTimeOffset.UnixEpoch }],
    };

    private static Task<PoTestHost> StartAsync(Action<IPoBuilder> configure, PoTestHostOptions? options = null) => PoTestHost.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton<Outbox>();
            builder.Services.AddPo(po => configure(po.AddBankMessages()));
        },
        options,
        Token);

    // Lets something happen once, while a store that reads this clock is looked at.
    private sealed class Meanwhile(Func<Task> happens) : TimeProvider
    {
        private Task? _happened;

        public override DateTimeOffset GetUtcNow()
        {
            (_happened ??= happens()).IsCompletedSuccessfully.Should().BeTrue();
            return DateTimeOffset.UnixEpoch;
        }
    }

    private sealed class Slow(TimeProvider time) : IHandler
    {
        public static readonly TimeSpan Time = TimeSpan.FromSeconds(20);

        public async ValueTask HandleAsync(Message message, CancellationToken cancellationToken) =>
            await Task.Delay(Time, time, cancellationToken);
    }
}
