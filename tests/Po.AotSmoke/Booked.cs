namespace Po.AotSmoke;

/// <summary>An amount was booked on an account.</summary>
/// <param name="Amount">The amount; negative for a withdrawal.</param>
/// <param name="Tags">What somebody has noted about it.</param>
[Message("booked")]
internal sealed record Booked(decimal Amount, IReadOnlyList<string> Tags);
