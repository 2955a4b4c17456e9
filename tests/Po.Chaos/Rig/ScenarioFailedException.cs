namespace Po.Chaos;

/// <summary>A scenario cannot go on after what it has found.</summary>
/// <param name="message">What it has found.</param>
internal sealed class ScenarioFailedException(string message) : Exception(message);
