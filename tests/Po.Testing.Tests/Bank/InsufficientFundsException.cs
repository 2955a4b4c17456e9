namespace Po.Testing.Tests;

internal sealed class InsufficientFundsException(decimal balance) : Exception($"There are only {balance}.")
{
    public decimal Balance { get; } = balance;
}
