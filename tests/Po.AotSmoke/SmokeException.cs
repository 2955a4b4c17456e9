namespace Po.AotSmoke;

/// <summary>Something is not as it must be.</summary>
/// <param name="message">What.</param>
internal sealed class SmokeException(string message) : Exception(message);
