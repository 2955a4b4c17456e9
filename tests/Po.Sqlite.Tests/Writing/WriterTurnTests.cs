using Microsoft.Extensions.Time.Testing;
using Po.Specification;

namespace Po.Sqlite.Tests.Writing;

public sealed class WriterTurnTests : IAsyncDisposable
{
    private readonly TestDatabase _database = new();
    private readonly FakeTimeProvider _time = new();
    private readonly WriterTurn _turn;
    private readonly string _path;

    public WriterTurnTests()
    {
        _path = new LockFolder(_database.Path).WaitingWriter;
        _turn = new WriterTurn(_time) { Path = _path };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Goes_on_for_as_long_as_nobody_waits()
    {
        for (var i = 0; i < 100; i++)
        {
            WriteFor(TimeSpan.FromMilliseconds(3));
            _turn.IsOver().Should().BeFalse();
            await _turn.LetOthersAsync(Token);
        }
    }

    [Fact]
    public async Task Is_over_after_a_while_when_another_process_waits()
    {
        using var waiting = new WriterTurn(_time) { Path = _path }.TryAnnounceWaiting();
        WriteFor(TimeSpan.FromMilliseconds(4));
        _turn.IsOver().Should().BeFalse();
        WriteFor(TimeSpan.FromMilliseconds(4));
        WriteFor(TimeSpan.FromMilliseconds(4));

        _turn.IsOver().Should().BeTrue();
        var pause = _turn.LetOthersAsync(Token).AsTask();
        pause.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(4));
        await pause.WithinLimitAsync("the pause of a writer");
        _turn.IsOver().Should().BeFalse("the next turn has begun");
    }

    [Fact]
    public void Begins_anew_after_a_break()
    {
        using var waiting = new WriterTurn(_time) { Path = _path }.TryAnnounceWaiting();
        for (var i = 0; i < 10; i++)
        {
            WriteFor(TimeSpan.FromMilliseconds(3));
            _time.Advance(TimeSpan.FromMilliseconds(6));
            _turn.IsOver().Should().BeFalse("the break was long enough for whoever waits");
        }
    }

    [Fact]
    public void Goes_on_when_the_file_cannot_be_used()
    {
        Directory.CreateDirectory(_path);
        WriteFor(TimeSpan.FromMilliseconds(20));

        _turn.TryAnnounceWaiting().Should().BeNull();
        _turn.IsOver().Should().BeFalse();
    }

    [Fact]
    public async Task Lets_a_second_store_write_while_the_first_one_never_stops()
    {
        var busy = await _database.OpenAsync();
        var quiet = await _database.OpenAsync();
        using var stop = new CancellationTokenSource();
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await busy.AppendAsync(new StreamId("orders", $"{caller}"), A.Record());
            }
        }, Token)));

        for (var i = 0; i < 20; i++)
        {
            await quiet.AppendAsync(new StreamId("orders", "quiet"), A.Record()).AsTask().WithinLimitAsync("an append of the quiet store");
        }

        await stop.CancelAsync();
        await writing.WithinLimitAsync("the busy callers to stop");
        (await quiet.ReadLastNumberAsync(new StreamId("orders", "quiet"))).Should().Be(20);
    }

    private void WriteFor(TimeSpan duration)
    {
        _time.Advance(duration);
        _turn.Wrote();
    }
}
