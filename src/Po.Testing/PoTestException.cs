namespace Po.Testing;

/// <summary>What a test has asked for is not so; the message is made to be read in a terminal.</summary>
/// <remarks>Every test framework reports it as a failure.</remarks>
/// <param name="message">What was expected, what was found, and where they differ.</param>
/// <param name="innerException">What has caused it; null if nothing was thrown.</param>
public sealed class PoTestException(string message, Exception? innerException = null) : Exception(message, innerException);
