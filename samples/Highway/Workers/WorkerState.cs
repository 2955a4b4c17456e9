namespace Highway;

/// <summary>What has become of a worker process.</summary>
internal enum WorkerState
{
    Alive,
    Frozen,
    Killed,
    Ended,
}
