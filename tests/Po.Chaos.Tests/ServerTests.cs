namespace Po.Chaos.Tests;

/// <summary>What happens to the server. Each test is the small form of a scenario; what it checks is listed there.</summary>
public sealed class ServerTests(ITestOutputHelper output)
{
    [Fact]
    public Task Connections_that_the_server_ends_lose_and_double_nothing() => SmallForm.HoldsAsync("S7", output);

    [Fact]
    public Task Statements_that_the_server_cancels_lose_and_double_nothing() => SmallForm.HoldsAsync("S8", output);

    [Fact]
    public Task A_crash_of_the_server_loses_and_doubles_nothing() => SmallForm.HoldsAsync("S9", output);

    [Fact]
    public Task A_restart_of_the_server_is_waited_for() => SmallForm.HoldsAsync("S11", output);
}
