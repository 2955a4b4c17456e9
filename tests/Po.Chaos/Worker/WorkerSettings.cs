using System.Text.Json;

namespace Po.Chaos;

/// <summary>What a worker process is started with.</summary>
internal sealed record WorkerSettings
{
    /// <summary>Connects to the database.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>The name of the process, also on the server.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether it runs the subscriptions.</summary>
    public bool Subscribes { get; init; } = true;

    /// <summary>How many callers append.</summary>
    public int Callers { get; init; } = 3;

    /// <summary>How long a caller rests after an append.</summary>
    public int PaceMilliseconds { get; init; } = 40;

    /// <summary>Whether processes wake each other.</summary>
    public bool Listens { get; init; } = true;

    public int PageSize { get; init; } = 20;

    public int MaxPollMilliseconds { get; init; } = 200;

    public int IdleTransactionMilliseconds { get; init; } = 60_000;

    public int GraceMilliseconds { get; init; } = 5_000;

    public int HeldBackMilliseconds { get; init; } = 10_000;

    /// <summary>So much faster than the real clock is that of the process.</summary>
    public double ClockSpeed { get; init; } = 1;

    /// <summary>How long a detached subscription is leased for; 0 for none.</summary>
    public int LeaseMilliseconds { get; init; }

    /// <summary>Into how many partitions a subscription is split; 0 for none.</summary>
    public int Partitions { get; init; }

    public string Write() => JsonSerializer.Serialize(this);

    public static WorkerSettings Read(string text) => JsonSerializer.Deserialize<WorkerSettings>(text)!;
}
