namespace Po;

/// <summary>A store cannot work in a transaction of the application; nothing was stored. The message says why and what to do instead.</summary>
/// <param name="message">What is wrong and what to do.</param>
public sealed class TransactionRefusedException(string message) : PoException(message);
