namespace Po;

/// <summary>The application has put Po together in a way that cannot work; raised before anything is processed.</summary>
/// <param name="message">What is wrong and what to do.</param>
public sealed class PoConfigurationException(string message) : PoException(message);
