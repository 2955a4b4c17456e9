namespace Po;

/// <summary>The base of every error that Po itself reports.</summary>
public abstract class PoException : Exception
{
    private protected PoException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
