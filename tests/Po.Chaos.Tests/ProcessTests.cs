namespace Po.Chaos.Tests;

/// <summary>What happens to processes. Each test is the small form of a scenario; what it checks is listed there.</summary>
public sealed class ProcessTests(ITestOutputHelper output)
{
    [Fact]
    public Task A_killed_worker_loses_and_doubles_nothing_and_others_take_over() => SmallForm.HoldsAsync("S3", output);

    [Fact]
    public Task The_partitions_of_a_killed_worker_go_on_elsewhere() => SmallForm.HoldsAsync("S3P", output);

    [Fact]
    public Task A_killed_appender_leaves_whole_appends_and_none_that_was_refused() => SmallForm.HoldsAsync("S4", output);

    [Fact]
    public Task What_a_frozen_worker_holds_waits_for_it() => SmallForm.HoldsAsync("S6", output);

    [Fact]
    public Task A_worker_that_is_frozen_for_too_long_is_overtaken_and_commits_nothing() => SmallForm.HoldsAsync("S6B", output);

    [Fact]
    public Task A_detached_subscription_goes_on_elsewhere_with_a_later_epoch() => SmallForm.HoldsAsync("S6D", output);

    [Fact]
    public Task A_clock_that_is_set_changes_nothing() => SmallForm.HoldsAsync("S31", output);

    [Fact]
    public Task A_worker_that_is_told_to_stop_ends_within_its_grace_time() => SmallForm.HoldsAsync("S32", output);
}
