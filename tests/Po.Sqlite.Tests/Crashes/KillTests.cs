using System.Globalization;
using Po.Specification;

namespace Po.Sqlite.Tests.Crashes;

/// <summary>Processes that share a file and are killed at any moment. PO_KILL_CYCLES says how often; 6 times if it is not set.</summary>
public sealed class KillTests : IAsyncDisposable
{
    private static readonly StreamId Group = new("orders");
    private readonly TestDatabase _database = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Cycles =>
        int.TryParse(Environment.GetEnvironmentVariable("PO_KILL_CYCLES"), CultureInfo.InvariantCulture, out var cycles) ? cycles : 6;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task An_append_that_was_acknowledged_survives_and_every_append_is_whole()
    {
        var acknowledged = new List<string>();
        var random = new Random(5);
        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            await using var first = ChildProcess.Start("append", _database.Path);
            await using var second = ChildProcess.Start("append", _database.Path);
            for (var lines = random.Next(1, 60); lines > 0; lines--)
            {
                acknowledged.Add((await first.ReadLineAsync())!);
                acknowledged.Add((await second.ReadLineAsync())!);
            }

            acknowledged.AddRange(await first.KillAsync());
            acknowledged.AddRange(await second.KillAsync());
            await CheckAsync(acknowledged);
        }
    }

    [Fact]
    public async Task What_a_killed_process_held_is_free_and_what_it_had_not_committed_is_gone()
    {
        var store = await _database.OpenAsync();
        for (var cycle = 0; cycle < Math.Max(2, Cycles / 3); cycle++)
        {
            await using var child = ChildProcess.Start("hold", _database.Path, "totals");
            (await child.ReadLineAsync()).Should().Be($"holding {cycle}");
            await using (var refused = await store.BeginAsync(Token))
            {
                (await refused.TryLockPositionAsync("totals", Token)).Should().BeNull("the child holds it");
            }

            var waiting = store.AppendAsync(new StreamId("orders", "1"), A.Record()).AsTask();
            waiting.IsCompleted.Should().BeFalse("the child is writing");
            await child.KillAsync();

            (await waiting.WithinLimitAsync("an append after the other process was killed")).LastNumber.Should().Be(cycle + 1);
            await store.MovePositionAsync("totals", cycle + 1);
        }
    }

    // Numbers without holes, whole appends next to each other, and everything that was acknowledged; in the same order by global number.
    private async Task CheckAsync(IReadOnlyCollection<string> acknowledged)
    {
        await using var store = await _database.OpenAsync();
        var records = await store.ReadToAsync(Group, await store.ReadHorizonAsync(Token));
        foreach (var stream in records.GroupBy(record => record.Stream))
        {
            stream.Numbers().Should().Equal(StoreSteps.OneTo(stream.Count()));
            (await store.ReadToAsync(stream.Key, 0)).Ids().Should().Equal(stream.Ids());
        }

        var appends = records.GroupBy(record => record.CorrelationId!).ToDictionary(append => append.Key);
        foreach (var (correlationId, append) in appends)
        {
            var numbers = append.Select(record => (record.Stream, record.Number)).ToList();
            numbers.Should().Equal(
                Enumerable.Range(0, ChildProgram.SizeOf(correlationId)).Select(i => (numbers[0].Stream, numbers[0].Number + i)));
        }

        acknowledged.Except(appends.Keys).Should().BeEmpty("success means stored");
        (await _database.ExecuteAsync("PRAGMA integrity_check")).Should().Be("ok");
    }
}
