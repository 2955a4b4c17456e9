using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Po.Sqlite;

namespace Po.Testing.Tests;

public class PoTestHostTests
{
    private static readonly StreamId OfAnn = new("account", "1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_the_workers_of_the_application_on_the_in_memory_store_whatever_store_it_has_chosen()
    {
        await using var host = await PoTestHost.StartAsync(builder => builder.Services.AddBank(), cancellationToken: Token);

        await host.Po.AppendAsync(OfAnn, [new Deposited(100), new Withdrawn(30)], cancellationToken: Token);
        await host.DrainAsync(cancellationToken: Token);

        host.Services.GetRequiredService<Outbox>().Sent.Should().Equal("letters/2");
        host.Services.GetRequiredService<IStore>().Capabilities.Should().Be(new InMemoryStore().Capabilities);
        (await host.Po.Stream(new StreamId("fees", "1")).ProjectAsync(new Balances(), Token)).ByAccount.Should().ContainSingle();
    }

    [Fact]
    public async Task Replaces_every_store_its_options_and_its_nudges()
    {
        await using var host = await PoTestHost.StartAsync(
            builder =>
            {
                builder.Services.AddPo(po => po.UsePostgres("").AddBankMessages());
                builder.Services.AddPo("archive", po => po.UseSqlite().AddBankMessages()
                    .AddSubscription("copies", "account", (_, _, _) => ValueTask.CompletedTask));
                builder.Services.AddHealthChecks().AddPo("archive");
            },
            cancellationToken: Token);
        var archive = host.Services.GetRequiredKeyedService<IPo>("archive");

        await archive.AppendAsync(OfAnn, new Deposited(1), cancellationToken: Token);
        await host.DrainAsync(cancellationToken: Token);

        archive.Subscriptions["copies"].Position.Should().Be(1);
        (await host.Po.ReadAsync(StreamId.All, cancellationToken: Token).CountAsync(Token)).Should().Be(0);
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Status.Should().Be(HealthStatus.Healthy);
        host.Services.GetServices<IProtocol>().Should().AllBeOfType<ChannelProtocol>();
    }

    [Fact]
    public async Task Keeps_the_stores_of_the_application_if_asked_to()
    {
        var folder = Directory.CreateTempSubdirectory("po-testing-");
        try
        {
            await using (var host = await PoTestHost.StartAsync(Configure, new PoTestHostOptions { KeepStores = true }, Token))
            {
                host.Faults.CrashBeforeCommit("fees");
                await host.Po.AppendAsync(OfAnn, new Withdrawn(30), cancellationToken: Token);
                await host.DrainAsync(cancellationToken: Token);

                host.Faults.Pending.Should().Be(0);
                (await host.Po.ReadAsync(new StreamId("fees", "1"), cancellationToken: Token).CountAsync(Token)).Should().Be(1);
            }

            await using var again = await PoTestHost.StartAsync(Configure, new PoTestHostOptions { KeepStores = true }, Token);
            await again.DrainAsync(cancellationToken: Token);
            again.Po.Subscriptions["fees"].Position.Should().Be(2);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Configure(IHostApplicationBuilder builder)
        {
            builder.Configuration.AddInMemoryCollection([new("Po:Sqlite:Database", Path.Combine(folder.FullName, "bank.db"))]);
            builder.Services.AddBank();
        }
    }

    [Fact]
    public async Task A_store_that_is_kept_waits_for_a_lock_in_its_own_time()
    {
        var folder = Directory.CreateTempSubdirectory("po-testing-");
        var database = Path.Combine(folder.FullName, "bank.db");
        WatchedClock? given = null;
        await using (var host = await PoTestHost.StartAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection([new("Po:Sqlite:Database", database)]);
                builder.Services.AddBank().AddPo(po => po.ReplaceSingleton<IStore>(services => new SqliteStore(
                    new SqliteStoreOptions { Database = database },
                    given = new WatchedClock(services.GetRequiredService<TimeProvider>()))));
            },
            new PoTestHostOptions { KeepStores = true },
            Token))
        {
            await using var other = new SqliteConnection($"Data Source={database};Pooling=False");
            await other.OpenAsync(Token);
            ValueTask<AppendResult> appending;
            Task draining;
            await using (other.BeginTransaction(deferred: false))
            {
                appending = host.Po.AppendAsync(OfAnn, new Deposited(30), cancellationToken: Token);
                draining = host.DrainAsync(cancellationToken: Token);
                await given!.Waiting.WaitAsync(TimeSpan.FromSeconds(10), Token);
            }

            await draining;
            await appending;
            given.GetUtcNow().Should().Be(host.Time.GetUtcNow());
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Leaves_a_store_open_that_was_registered_as_an_instance_and_closes_one_that_was_made()
    {
        var folder = Directory.CreateTempSubdirectory("po-testing-");
        await using var given = new SqliteStore(new SqliteStoreOptions { Database = Path.Combine(folder.FullName, "given.db") });
        await using var made = new SqliteStore(new SqliteStoreOptions { Database = Path.Combine(folder.FullName, "made.db") });
        await using (await PoTestHost.StartAsync(
            builder =>
            {
                builder.Services.AddPo(po => po.ReplaceSingleton<IStore>(_ => made));
                builder.Services.AddPo("archive");
                builder.Services.RemoveAllKeyed<IStore>("archive").AddKeyedSingleton<IStore>("archive", given);
            },
            new PoTestHostOptions { KeepStores = true },
            Token))
        {
        }

        (await given.ReadHorizonAsync(Token)).Should().Be(0);
        await made.Awaiting(store => store.ReadHorizonAsync(Token).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
        await given.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Asks_nothing_of_the_options_of_stores_and_everything_of_those_of_the_application()
    {
        await FluentActions.Awaiting(() => PoTestHost.StartAsync(
                builder =>
                {
                    builder.Services.AddPo(po => po.UsePostgres("").UseSqlite(""));
                    builder.Services.AddOptionsWithValidateOnStart<BookStoreOptions>().Validate(options => options.Books > 0, "a store of books needs some");
                },
                cancellationToken: Token))
            .Should().ThrowAsync<OptionsValidationException>().WithMessage("a store of books needs some");
    }

    [Fact]
    public async Task Refuses_a_store_beside_the_stores_of_the_application() =>
        await FluentActions.Awaiting(() => PoTestHost.StartAsync(
                builder => builder.Services.AddBank(), new PoTestHostOptions { KeepStores = true, Store = new InMemoryStore() }, Token))
            .Should().ThrowAsync<ArgumentException>().WithMessage("KeepStores keeps the stores*");

    [Fact]
    public async Task Shows_what_is_left_after_another_host_has_ended_on_the_same_store()
    {
        var options = new PoTestHostOptions { Store = new InMemoryStore() };
        await using (var first = await PoTestHost.StartAsync(builder => builder.Services.AddBank(), options, Token))
        {
            await first.Po.AppendAsync(OfAnn, new Withdrawn(30), cancellationToken: Token);
            await first.DrainAsync(cancellationToken: Token);
        }

        await using var second = await PoTestHost.StartAsync(builder => builder.Services.AddBank(), options, Token);
        await second.DrainAsync(cancellationToken: Token);

        second.Services.GetRequiredService<Outbox>().Sent.Should().BeEmpty("the first host has sent it");
    }

    [Fact]
    public async Task Stands_still_until_the_test_lets_time_pass()
    {
        var start = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await using var host = await PoTestHost.StartAsync(
            builder => builder.Services.AddBank(), new PoTestHostOptions { StartTime = start }, Token);

        await host.Po.AppendAsync(OfAnn, new Opened("Ann"), cancellationToken: Token);
        host.Time.Advance(TimeSpan.FromHours(1));
        await host.Po.AppendAsync(OfAnn, new Deposited(1), cancellationToken: Token);

        (await host.Po.ReadAsync(OfAnn, cancellationToken: Token).Select(message => message.Time).ToListAsync(Token))
            .Should().Equal(start, start.AddHours(1));
    }

    [Fact]
    public async Task Lets_time_pass_until_a_task_has_ended_and_gives_up_at_a_limit()
    {
        await using var host = await PoTestHost.StartAsync(
            builder => builder.Services.AddBank(), new PoTestHostOptions { SimulatedTimeLimit = TimeSpan.FromMinutes(2) }, Token);
        var start = host.Time.GetUtcNow();

        (await host.PassTimeUntilAsync(AfterAsync(TimeSpan.FromMinutes(1)), Token)).Should().BeOnOrAfter(start.AddMinutes(1));
        var failure = await host.Awaiting(late => late.PassTimeUntilAsync(AfterAsync(TimeSpan.FromDays(1)), Token)).Should().ThrowAsync<PoTestException>();

        failure.Which.Message.Should().StartWith("What the test waits for has not ended although").And.Contain("(SimulatedTimeLimit)");

        async Task<DateTimeOffset> AfterAsync(TimeSpan delay)
        {
            await Task.Delay(delay, host.Time, Token);
            return host.Time.GetUtcNow();
        }
    }

    [Fact]
    public async Task Awaits_a_task_that_fails_and_stops_waiting_when_the_test_does()
    {
        await using var host = await PoTestHost.StartAsync(builder => builder.Services.AddBank(), cancellationToken: Token);
        using var test = new CancellationTokenSource();
        await test.CancelAsync();

        await host.Awaiting(failing => failing.PassTimeUntilAsync(Task.FromException(new TimeoutException("late")), Token))
            .Should().ThrowAsync<TimeoutException>().WithMessage("late");
        await host.Awaiting(waiting => waiting.PassTimeUntilAsync(new TaskCompletionSource().Task, test.Token))
            .Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Ends_a_handler_that_hangs_when_its_grace_time_has_passed_on_the_clock()
    {
        var (wasCancelled, isAtWork) = (false, new TaskCompletionSource());
        await using (var host = await PoTestHost.StartAsync(
            builder => builder.Services.AddPo(po => po.AddBankMessages().AddSubscription("hangs", "account", async (_, _, token) =>
            {
                isAtWork.SetResult();
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                }
                catch (OperationCanceledException)
                {
                    wasCancelled = true;
                    throw;
                }
            })),
            cancellationToken: Token))
        {
            await host.Po.AppendAsync(OfAnn, new Deposited(1), cancellationToken: Token);
            await host.PassTimeUntilAsync(isAtWork.Task, Token);
        }

        wasCancelled.Should().BeTrue();
    }

    [Fact]
    public async Task Disposes_of_everything_when_stopping_fails_and_throws_what_failed_first()
    {
        var part = new Part { Stop = () => throw new InvalidOperationException("stop"), End = () => throw new TimeoutException("end") };
        var host = await StartAsync(part);

        await host.Awaiting(broken => broken.DisposeAsync().AsTask()).Should().ThrowAsync<InvalidOperationException>().WithMessage("stop");

        part.IsDisposed.Should().BeTrue();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Disposes_of_everything_when_stopping_takes_too_long()
    {
        var part = new Part { Stop = () => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Token) };
        var host = await StartAsync(part, new PoTestHostOptions { RealTimeLimit = TimeSpan.FromSeconds(1) });

        await host.Awaiting(stuck => stuck.DisposeAsync().AsTask()).Should().ThrowAsync<PoTestException>();

        part.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task Reports_why_it_could_not_start_although_stopping_fails_too()
    {
        var part = new Part
        {
            Start = () => throw new InvalidOperationException("start"),
            Stop = () => throw new TimeoutException("stop"),
        };

        await FluentActions.Awaiting(() => StartAsync(part)).Should().ThrowAsync<InvalidOperationException>().WithMessage("start");

        part.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task Refuses_services_without_a_store_and_reports_what_the_application_refuses()
    {
        await FluentActions.Awaiting(() => PoTestHost.StartAsync(_ => { }, cancellationToken: Token))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("There is no store: call AddPo*");
        await FluentActions.Awaiting(() => PoTestHost.StartAsync(
                builder => builder.Services.AddPo(po => po.AddSubscription("nothing", "-", (_, _, _) => ValueTask.CompletedTask)),
                cancellationToken: Token))
            .Should().ThrowAsync<PoConfigurationException>();
    }

    private static Task<PoTestHost> StartAsync(Part part, PoTestHostOptions? options = null) => PoTestHost.StartAsync(
        builder =>
        {
            builder.Services.AddBank();
            builder.Services.AddSingleton<IHostedService>(_ => part);
        },
        options,
        Token);

    private sealed class BookStoreOptions
    {
        public int Books { get; set; }
    }

    // A part of the application that starts, stops and ends as it is told to.
    private sealed class Part : IHostedService, IAsyncDisposable
    {
        public Func<Task> Start { get; init; } = () => Task.CompletedTask;

        public Func<Task> Stop { get; init; } = () => Task.CompletedTask;

        public Action End { get; init; } = () => { };

        public bool IsDisposed { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Start();

        public Task StopAsync(CancellationToken cancellationToken) => Stop();

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            End();
            return ValueTask.CompletedTask;
        }
    }

    // Tells when somebody begins to wait.
    private sealed class WatchedClock(TimeProvider inner) : TimeProvider
    {
        private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waiting => _waiting.Task;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = inner.CreateTimer(callback, state, dueTime, period);
            _waiting.TrySetResult();
            return timer;
        }
    }
}
