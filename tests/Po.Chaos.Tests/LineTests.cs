namespace Po.Chaos.Tests;

/// <summary>What happens on the lines in between. Each test is the small form of a scenario; what it checks is listed there.</summary>
public sealed class LineTests(ITestOutputHelper output)
{
    [Fact]
    public Task Without_notifications_polling_finds_what_is_new() => SmallForm.HoldsAsync("S16", output);

    [Fact]
    public Task A_storm_of_notifications_costs_few_looks_and_delays_nothing() => SmallForm.HoldsAsync("S17", output);

    [Fact]
    public Task A_partition_loses_and_doubles_nothing_and_others_take_over() => SmallForm.HoldsAsync("S18", output);
}
