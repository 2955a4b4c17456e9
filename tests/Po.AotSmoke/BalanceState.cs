namespace Po.AotSmoke;

/// <summary>What an account has come to.</summary>
/// <param name="Amount">The sum of what was booked.</param>
/// <param name="Bookings">How often something was.</param>
internal sealed record BalanceState(decimal Amount, int Bookings);
