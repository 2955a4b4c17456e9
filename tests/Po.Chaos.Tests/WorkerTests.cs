namespace Po.Chaos.Tests;

/// <summary>What happens to worker processes.</summary>
public sealed class WorkerTests(ITestOutputHelper output)
{
    [Fact]
    public Task A_killed_worker_loses_and_doubles_nothing_and_others_take_over() => SmallForm.HoldsAsync("S3", output);
}
