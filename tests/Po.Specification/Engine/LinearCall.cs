namespace Po.Specification;

/// <param name="Begun">When it began, by the clock of the run.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="What">What it was and what it was answered, for the failure.</param>
/// <param name="Apply">The state after it, or null if it would not have been answered so in the state before it.</param>
internal sealed record LinearCall(int Begun, int Ended, string What, Func<LinearState, LinearState?> Apply);
