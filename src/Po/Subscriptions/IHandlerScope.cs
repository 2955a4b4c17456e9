namespace Po;

/// <summary>A handler for the length of one transaction, with everything that was made for it.</summary>
public interface IHandlerScope : IAsyncDisposable
{
    /// <summary>The handler.</summary>
    IMessageHandler Handler { get; }
}
