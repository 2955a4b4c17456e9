namespace Po.Chaos.Tests;

/// <summary>What other transactions do. Each test is the small form of a scenario; what it checks is listed there.</summary>
public sealed class TransactionTests(ITestOutputHelper output)
{
    [Fact]
    public Task Unrelated_transactions_delay_nothing() => SmallForm.HoldsAsync("S20", output);

    [Fact]
    public Task A_transaction_that_has_appended_is_named_and_never_passed() => SmallForm.HoldsAsync("S21", output);

    [Fact]
    public Task The_gap_of_a_transaction_that_was_rolled_back_is_soon_passed() => SmallForm.HoldsAsync("S22", output);
}
