using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Po.Postgres.Server;
using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PoolerTests(PgBouncerFixture fixture) : IClassFixture<PgBouncerFixture>
{
    private readonly PgBouncerFixture _fixture = fixture.OrSkip();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private StreamId Stream { get; } = new(A.Group(), "1");

    [Fact]
    public async Task A_pooler_is_known_by_the_process_that_answers()
    {
        await using var direct = Create(_fixture.ConnectionString);
        await using var proxy = new PostgresProxy(_fixture.ConnectionString);
        await using var forwarded = Create(proxy.ConnectionString);

        await direct.AppendAsync(Stream, A.Record());
        await forwarded.AppendAsync(Stream, A.Record());

        direct.Connections.IsBehindPooler.Should().BeFalse();
        forwarded.Connections.IsBehindPooler.Should().BeFalse("it only passes bytes on");
        _fixture.Postgres.Connections.IsBehindPooler.Should().BeTrue();
    }

    [Fact]
    public async Task Statements_are_prepared_unless_a_pooler_stands_between()
    {
        await using var direct = Create(_fixture.ConnectionString);
        await using var off = Create(_fixture.ConnectionString, options => options.PrepareStatements = false);

        (await PreparesAsync(direct)).Should().BeTrue();
        (await PreparesAsync(off)).Should().BeFalse();
        (await PreparesAsync(_fixture.Postgres)).Should().BeFalse();

        async Task<bool> PreparesAsync(PostgresStore store)
        {
            await using var transaction = await store.BeginAsync(Token);
            await transaction.TryLockPositionAsync(A.Group(), Token);
            var driver = (NpgsqlTransaction)await transaction.GetDbTransactionAsync(Token);
            await using var count = new NpgsqlCommand("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%po_subscriptions%'", driver.Connection, driver);
            return (long)(await count.ExecuteScalarAsync(Token))! > 0;
        }
    }

    // The connections of a pooler are lent anew for each transaction, and there are several: otherwise the tests behind it would prove nothing.
    [Fact]
    public async Task Transactions_of_one_connection_meet_several_processes_of_the_server()
    {
        await using var dataSource = NpgsqlDataSource.Create(_fixture.StoreConnectionString);
        await using var one = await dataSource.OpenConnectionAsync(Token);
        await using var other = await dataSource.OpenConnectionAsync(Token);
        var processes = new HashSet<int>();
        await using (var transaction = await other.BeginTransactionAsync(Token))
        {
            processes.Add(await ReadProcessAsync(other));
            processes.Add(await ReadProcessAsync(one));
        }

        var met = new HashSet<int>();
        for (var i = 0; i < 20; i++)
        {
            met.Add(await ReadProcessAsync(one));
        }

        processes.Should().HaveCount(2);
        met.Should().HaveCountGreaterThan(1);
    }

    [Fact]
    public async Task A_data_source_of_the_application_works_as_well()
    {
        await using var dataSource = NpgsqlDataSource.Create(_fixture.StoreConnectionString);
        await using var store = new PostgresStore(dataSource, new PostgresStoreOptions { Listen = false });
        await store.InitializeAsync(Token);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(
            async () =>
            {
                await store.AppendAsync(Stream, A.Record());
                await store.ReadStreamAsync(Stream);
                await using var transaction = await store.BeginAsync(Token);
                await transaction.TryLockPositionAsync($"{Stream}-{i}", Token);
                await transaction.AppendAsync(new StreamId(Stream.Group, $"of{i}"), A.Record());
                await transaction.CommitAsync();
            },
            Token))).WithinLimitAsync("20 callers");

        var last = (await store.AppendAsync(Stream, A.Record())).LastGlobalNumber;
        (await store.ReadToAsync(new StreamId(Stream.Group), last)).Should().HaveCount(41);
    }

    [Fact]
    public async Task A_transaction_of_the_application_is_joined_behind_a_pooler_by_a_store_that_is_not()
    {
        await using var store = Create(_fixture.ConnectionString);
        await store.InitializeAsync(Token);
        await using var dataSource = NpgsqlDataSource.Create(_fixture.StoreConnectionString);
        await using var connection = await dataSource.OpenConnectionAsync(Token);

        for (var i = 1; i <= 20; i++)
        {
            await using var transaction = await connection.BeginTransactionAsync(Token);
            (await store.Join(transaction).AppendAsync(Stream, i - 1, A.Record())).LastNumber.Should().Be(i);
            await transaction.CommitAsync(Token);
        }
    }

    // With one connection to lend, the one that listens is also the one that notifies: what it hears comes with its own answer only.
    [Fact]
    public async Task Listening_in_vain_is_refused_at_the_start()
    {
        await using var bouncer = await PgBouncer.StartAsync(_fixture.ConnectionString, poolSize: 1);
        await using var store = Create(bouncer.Through(_fixture.ConnectionString));

        var error = (await FluentActions.Awaiting(async () => await store.InitializeAsync(Token))
            .Should().ThrowAsync<PoConfigurationException>()).Which;

        error.Message.Should().Contain("Po:Postgres:Listen").And.Contain("PgBouncer in transaction mode").And.NotContain("Password");
    }

    [Fact]
    public async Task A_store_that_was_not_asked_first_listens_in_vain_and_says_so()
    {
        await using var store = Create(_fixture.StoreConnectionString);
        using var loggers = new CollectingLoggerFactory();
        var heard = Channel.CreateUnbounded<Nudge>();
        await using var protocol = new PostgresProtocol(store, loggerFactory: loggers);
        await using var listening = await protocol.ListenAsync(nudge => heard.Writer.TryWrite(nudge), Token);

        await Eventually.IsTrueAsync(
            () => ValueTask.FromResult(loggers.Collector.GetSnapshot().Any(IsWarning)), "the warning that nothing is heard");
        await protocol.SendAsync(new Nudge(Stream, 7), Token);

        (await heard.Reader.ReadAsync(Token)).Should().Be(new Nudge(Stream, 7), "this process is woken by itself all the same");

        static bool IsWarning(Microsoft.Extensions.Logging.Testing.FakeLogRecord record) =>
            record.Id.Id == PoEventId.NotListening && record.Level == LogLevel.Warning
            && record.Exception is TimeoutException { Message: var message } && message.Contains("pooler", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Through_a_pooler_that_lends_for_a_session_nudges_are_heard()
    {
        await using var bouncer = await PgBouncer.StartAsync(_fixture.ConnectionString, "session");
        await using var here = Create(bouncer.Through(_fixture.ConnectionString));
        await using var there = Create(bouncer.Through(_fixture.ConnectionString));
        await here.InitializeAsync(Token);
        await there.InitializeAsync(Token);
        here.Connections.IsBehindPooler.Should().BeTrue();
        var heard = Channel.CreateUnbounded<Nudge>();
        await using var sender = new PostgresProtocol(here);
        await using var receiver = new PostgresProtocol(there);
        await using var listening = await receiver.ListenAsync(nudge => heard.Writer.TryWrite(nudge), Token);
        (await heard.Reader.ReadAsync(Token).AsTask().WithinLimitAsync("the other process to listen")).Stream.IsAll.Should().BeTrue();

        await sender.SendAsync(new Nudge(Stream, 7), Token);

        (await heard.Reader.ReadAsync(Token).AsTask().WithinLimitAsync("the nudge")).Should().Be(new Nudge(Stream, 7));
    }

    private static PostgresStore Create(string connectionString, Action<PostgresStoreOptions>? configure = null)
    {
        var options = new PostgresStoreOptions { ConnectionString = connectionString };
        configure?.Invoke(options);
        return new PostgresStore(options);
    }

    private static async Task<int> ReadProcessAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(Token))!;
    }
}
