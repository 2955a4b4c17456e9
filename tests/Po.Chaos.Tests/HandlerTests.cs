namespace Po.Chaos.Tests;

/// <summary>What handlers and stores do wrong. Each test is the small form of a scenario; what it checks is listed there.</summary>
public sealed class HandlerTests(ITestOutputHelper output)
{
    [Fact]
    public Task A_store_that_fails_at_any_call_loses_and_doubles_nothing() => SmallForm.HoldsAsync("S5", output);

    [Fact]
    public Task A_poisonous_message_stops_only_its_subscription() => SmallForm.HoldsAsync("S27", output);

    [Fact]
    public Task Handlers_that_append_to_their_own_group_and_execute_commands_do_not_deadlock() => SmallForm.HoldsAsync("S28", output);

    [Fact]
    public Task Handlers_that_deadlock_have_every_effect_once() => SmallForm.HoldsAsync("S30", output);
}
