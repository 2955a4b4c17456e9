namespace Highway;

/// <summary>A worker process.</summary>
/// <param name="Id">The id of the process.</param>
/// <param name="State">What has become of it.</param>
/// <param name="Owns">The subscriptions that it was the last to commit for.</param>
/// <param name="Rate">Messages a second.</param>
/// <param name="Counted">How many messages it has counted.</param>
internal sealed record WorkerRow(int Id, WorkerState State, IReadOnlyList<string> Owns, double Rate, long Counted);
