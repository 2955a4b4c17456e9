using Microsoft.Extensions.Logging.Abstractions;
using Po.Postgres.Server;
using Po.Specification;

namespace Po.Postgres.Tests;

// The line breaks in the commit of what is executed together.
public sealed class TogetherOutcomeTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    private int _runs;

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_stored_once_and_succeeds()
    {
        await using var proxy = new PostgresProxy(Fixture.StoreConnectionString);
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = proxy.ConnectionString });
        await using var po = Open(store);
        await po.AppendAsync(Stream, new Counted(0), cancellationToken: Token);
        proxy.LoseAnswerTo(IsCommit);

        await CountAsync(po);

        proxy.Lost.Should().Be(1);
        _runs.Should().Be(1);
        await ShouldHoldAsync(2, 1);
    }

    // Neither there nor gone: whoever looked now would not find it, run the work again, and have it stored twice in the end.
    [Fact]
    public async Task A_commit_that_the_server_is_still_at_is_waited_for()
    {
        await using var session = await OpenSessionAsync();
        await session.RunAsync(
            """
            CREATE FUNCTION wait_in_commit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER wait_in_commit AFTER INSERT ON po_records DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION wait_in_commit();
            SELECT pg_advisory_lock(4711)
            """);
        await using var proxy = new PostgresProxy(Fixture.StoreConnectionString);
        await using var store = new PostgresStore(new PostgresStoreOptions { ConnectionString = proxy.ConnectionString });
        await using var po = Open(store);
        await store.InitializeAsync(Token);
        proxy.BreakAfter(IsCommit);

        var counting = Task.Run(async () => await CountAsync(po), Token);
        await Eventually.IsTrueAsync(async () => await session.CountWaitingAsync() == 1, "somebody to wait for the transaction that is being committed");
        await session.RunAsync("SELECT pg_advisory_unlock(4711)");
        await counting.WithinLimitAsync("the answer");
        await session.RunAsync("DROP TRIGGER wait_in_commit ON po_records; DROP FUNCTION wait_in_commit");

        proxy.Lost.Should().Be(1);
        _runs.Should().Be(1);
        await ShouldHoldAsync(1, 1);
    }

    [Fact]
    public async Task A_transaction_that_the_server_has_ended_before_the_commit_runs_again_and_is_stored_once()
    {
        await using var session = await OpenSessionAsync();
        await using var store = await Fixture.OpenAsync();
        await using var po = Open(store);

        await CountAsync(po, async () =>
        {
            if (_runs == 1)
            {
                await session.RunAsync(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'
                    """);
            }
        });

        _runs.Should().Be(2);
        await ShouldHoldAsync(1, 1);
    }

    private async Task<int> CountAsync(PoEngine po, Func<Task>? beforeCommit = null)
    {
        await po.ExecuteTogetherAsync(
            async token =>
            {
                _runs++;
                await po.AppendAsync(Stream, new Counted(1), cancellationToken: token);
                await po.AppendAsync(OtherStream, new Counted(2), cancellationToken: token);
                await (beforeCommit?.Invoke() ?? Task.CompletedTask);
            },
            Token);
        return _runs;
    }

    private async Task ShouldHoldAsync(int count, int other)
    {
        (await Store.ReadStreamAsync(Stream)).Should().HaveCount(count);
        (await Store.ReadStreamAsync(OtherStream)).Should().HaveCount(other);
    }

    // With its end, for BEGIN ISOLATION LEVEL READ COMMITTED is none.
    private static bool IsCommit(ReadOnlyMemory<byte> bytes) => bytes.Span.IndexOf("COMMIT\0"u8) >= 0;

    private static PoEngine Open(IStore store) => new(
        store,
        new MessageRegistry([MessageRegistration.Create<Counted>("counted")]),
        new Broker(new ChannelProtocol(), TimeProvider.System, NullLoggerFactory.Instance));

    private sealed record Counted(int Value);
}
