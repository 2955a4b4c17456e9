using Microsoft.Extensions.DependencyInjection;

namespace Po.Chaos;

/// <summary>S27: a message that its handler cannot bear, or that cannot be read; only its subscription stops, right before it.</summary>
internal sealed class PoisonEvents : IScenario
{
    private const int Around = 4;
    private static readonly PoisonKind[] Kinds = Enum.GetValues<PoisonKind>();

    public string Id => "S27";

    public string Title => "a message whose handler throws, throws after its effect, or hangs; of an unknown type; with broken JSON; in turn";

    public string Checks => "I1 I2 I3 I8; only its subscription stops, with everything before it committed; mended, it goes on with it";

    public ServerNeed Server => ServerNeed.Database;

    public int SmallCycles => Kinds.Length;

    public async Task RunAsync(ChaosRun run)
    {
        await using var ledger = new Ledger(run.Server.ConnectionString);
        await ledger.ExecuteAsync(Rows.Create, run.Token);
        for (var cycle = 1; cycle <= run.Cycles; cycle++)
        {
            await RunOnceAsync(run, ledger, cycle, Kinds[(cycle - 1) % Kinds.Length]);
            run.Tally.Cycles = cycle;
        }

        run.Tally.Events = await ledger.ReadNumberAsync("SELECT count(*) FROM po_records", run.Token);
    }

    private static async Task RunOnceAsync(ChaosRun run, Ledger ledger, int cycle, PoisonKind kind)
    {
        var poison = new Poison(kind);
        var (poisoned, same, other) = ($"poisoned{cycle}", $"same{cycle}", $"other{cycle}");
        var (stream, otherStream) = (new StreamId("poison", $"{cycle}"), new StreamId("poison", $"{cycle}-other"));
        await using var host = await LocalHost.StartAsync(
            po =>
            {
                po.UsePostgres(run.Server.ConnectionString);
                po.AddMessage<WorkDone>("work-done");
                po.AddSubscription(poisoned, $"{stream}", poison.HandleAsync, options => options.MaxAttempts = 3);
                po.AddSubscription(same, $"{stream}", HandleAsync, options => options.MaxAttempts = 3);
                po.AddSubscription(other, $"{otherStream}", HandleAsync);
            },
            run.Token);
        var before = await AppendAsync(host.Po, stream, Around, run.Token);
        poison.GlobalNumber = await poison.AppendAsync(host.Po, ledger, stream, Around + 1, run.Token);
        var after = await AppendAsync(host.Po, stream, Around, run.Token);
        var others = await AppendAsync(host.Po, otherStream, Around, run.Token);
        run.Tally.Fault();

        await host.WaitAsync(run, other, others[^1]);
        await poison.WaitAsync(run, host.Po.Subscriptions[poisoned]);
        if (kind is not PoisonKind.Hangs)
        {
            // One that hangs keeps its transaction, with what came before.
            await ExpectAsync(run, ledger, poisoned, before, kind);
        }

        await ExpectAsync(run, ledger, other, others, kind);
        if (poison.IsUnreadable)
        {
            await poison.WaitAsync(run, host.Po.Subscriptions[same]);
            await ExpectAsync(run, ledger, same, before, kind);
            return;
        }

        await host.WaitAsync(run, same, after[^1]);
        await ExpectAsync(run, ledger, same, [.. before, poison.GlobalNumber, .. after], kind);
        poison.Mend();
        host.Po.Subscriptions[poisoned].Resume();
        await host.WaitAsync(run, poisoned, after[^1]);
        await ExpectAsync(run, ledger, poisoned, [.. before, poison.GlobalNumber, .. after], kind);
    }

    private static ValueTask HandleAsync(Message message, ISubscriptionContext context, CancellationToken cancellationToken) =>
        new(Rows.WriteAsync(context, message, cancellationToken));

    private static async Task<IReadOnlyList<long>> AppendAsync(IPo po, StreamId stream, int count, CancellationToken token)
    {
        var numbers = new List<long>();
        for (var number = 1; number <= count; number++)
        {
            numbers.Add((await po.AppendAsync(stream, new WorkDone($"{stream}", 1, 1), cancellationToken: token)).LastGlobalNumber);
        }

        return numbers;
    }

    private static async Task ExpectAsync(ChaosRun run, Ledger ledger, string subscription, IReadOnlyList<long> numbers, PoisonKind kind)
    {
        var handled = await Rows.ReadAsync(ledger, subscription, run.Token);
        run.Expect(
            handled.SequenceEqual(numbers), "I2", $"'{subscription}' has handled {string.Join(' ', handled)} instead of {string.Join(' ', numbers)} ({kind})");
    }
}
