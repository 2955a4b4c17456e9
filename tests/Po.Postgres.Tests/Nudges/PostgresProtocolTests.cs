using System.Threading.Channels;

namespace Po.Postgres.Tests;

public sealed class PostgresProtocolTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly PostgresFixture _fixture = fixture.OrSkip();
    private readonly List<IAsyncDisposable> _open = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_nudge_reaches_this_process_at_once_and_others_after_the_commit()
    {
        var (here, heardHere) = await StartAsync(_fixture.Postgres);
        var (_, heardThere) = await StartAsync(await _fixture.OpenAsync());
        await ExpectAsync(heardThere, nudge => nudge.Stream.IsAll, "the other process listens");

        await here.SendAsync(new Nudge(new StreamId("orders", "1"), 7), Token);

        await ExpectAsync(heardHere, nudge => nudge == new Nudge(new StreamId("orders", "1"), 7), "the nudge is delivered in this process");
        await ExpectAsync(heardThere, nudge => nudge == new Nudge(new StreamId("orders", "1"), 7), "the nudge is delivered in the other process");
    }

    [Fact]
    public async Task Many_nudges_that_fit_no_notification_become_one_for_everything()
    {
        var (here, _) = await StartAsync(_fixture.Postgres);
        var (_, heardThere) = await StartAsync(await _fixture.OpenAsync());
        await ExpectAsync(heardThere, nudge => nudge.Stream.IsAll, "the other process listens");

        for (var i = 1; i <= 5_000; i++)
        {
            await here.SendAsync(new Nudge(new StreamId("orders", $"{i}-{new string('x', 100)}"), i), Token);
        }

        await ExpectAsync(heardThere, nudge => nudge is { Stream.IsAll: true, GlobalNumber: > 0 }, "a nudge for all streams arrives");
    }

    [Fact]
    public async Task A_listener_whose_connection_is_lost_listens_again_and_takes_everything_as_new()
    {
        var (here, _) = await StartAsync(_fixture.Postgres);
        var (_, heardThere) = await StartAsync(await _fixture.OpenAsync(options => options.ConnectionString += ";Application Name=po-lost"));
        await ExpectAsync(heardThere, nudge => nudge.Stream.IsAll, "the other process listens");

        await using (var kill = _fixture.DataSource.CreateCommand(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'po-lost' AND query LIKE 'LISTEN%'"))
        {
            await kill.ExecuteNonQueryAsync(Token);
        }

        await ExpectAsync(heardThere, nudge => nudge.Stream.IsAll, "the other process listens again");
        await here.SendAsync(new Nudge(new StreamId("orders", "2"), 9), Token);
        await ExpectAsync(heardThere, nudge => nudge == new Nudge(new StreamId("orders", "2"), 9), "nudges arrive again");
    }

    [Fact]
    public async Task What_is_no_nudge_is_logged_and_does_no_harm()
    {
        using var loggers = new CollectingLoggerFactory();
        var (here, _) = await StartAsync(_fixture.Postgres);
        var (_, heardThere) = await StartAsync(await _fixture.OpenAsync(), loggers);
        await ExpectAsync(heardThere, nudge => nudge.Stream.IsAll, "the other process listens");

        await using (var notify = _fixture.DataSource.CreateCommand("SELECT pg_notify('po_written', 'a secret')"))
        {
            await notify.ExecuteNonQueryAsync(Token);
        }

        await ExpectAsync(heardThere, nudge => nudge == new Nudge(StreamId.All, 0), "anything may be new");
        await here.SendAsync(new Nudge(new StreamId("orders", "3"), 11), Token);
        await ExpectAsync(heardThere, nudge => nudge == new Nudge(new StreamId("orders", "3"), 11), "nudges arrive as before");
        loggers.Collector.GetSnapshot().Where(record => record.Id.Id == PoEventId.NudgeNotUnderstood).Should().ContainSingle()
            .Which.Message.Should().Contain("8 characters").And.NotContain("secret");
    }

    [Fact]
    public async Task With_listening_off_nothing_is_sent_and_no_connection_is_kept()
    {
        var store = await _fixture.OpenAsync(options =>
        {
            options.Listen = false;
            options.ConnectionString += ";Application Name=po-deaf";
        });
        var (here, heardHere) = await StartAsync(store);

        await here.SendAsync(new Nudge(new StreamId("orders", "1"), 7), Token);

        await ExpectAsync(heardHere, nudge => nudge.GlobalNumber == 7, "this process is still woken");
        await using var count = _fixture.DataSource.CreateCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'po-deaf' AND (query LIKE 'LISTEN%' OR query LIKE '%pg_notify%')");
        (await count.ExecuteScalarAsync(Token)).Should().Be(0L);
    }

    [Fact]
    public async Task A_rollback_wakes_those_who_waited_behind_it()
    {
        var store = await _fixture.OpenAsync();
        var (_, heard) = await StartAsync(store);
        await using var blocker = await store.BeginAsync(Token);
        await blocker.AppendAsync(Append("held"), Token);
        var behind = await store.AppendAsync(Append("behind"), Token);
        (await store.ReadGlobalAsync(StreamId.All, new PageRequest { From = behind.LastGlobalNumber }, Token)).Records.Should().BeEmpty();

        await blocker.DisposeAsync();

        await ExpectAsync(
            heard, nudge => nudge.Stream.IsAll && nudge.GlobalNumber >= behind.LastGlobalNumber, "the end of the blocker is told");
        (await store.ReadGlobalAsync(StreamId.All, new PageRequest { From = behind.LastGlobalNumber }, Token)).Records.Should().ContainSingle();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var open in Enumerable.Reverse(_open))
        {
            await open.DisposeAsync();
        }
    }

    private static AppendRequest Append(string entity) => new()
    {
        Stream = new StreamId($"nudged{Guid.NewGuid():N}", entity),
        Records = [new NewRecord { Id = Guid.NewGuid(), Type = "t", Data = "{}"u8.ToArray(), Time = DateTimeOffset.UnixEpoch }],
    };

    private static async Task ExpectAsync(ChannelReader<Nudge> heard, Func<Nudge, bool> isIt, string what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        try
        {
            while (!isIt(await heard.ReadAsync(patience.Token)))
            {
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Waited {Patience.TotalSeconds} s until {what}.");
        }
    }

    private async Task<(PostgresProtocol Protocol, ChannelReader<Nudge> Heard)> StartAsync(
        PostgresStore store, CollectingLoggerFactory? loggers = null)
    {
        var heard = Channel.CreateUnbounded<Nudge>();
        var protocol = new PostgresProtocol(store, loggerFactory: loggers);
        _open.Add(protocol);
        _open.Add(await protocol.ListenAsync(nudge => heard.Writer.TryWrite(nudge), Token));
        return (protocol, heard.Reader);
    }
}
