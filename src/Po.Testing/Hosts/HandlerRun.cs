using System.Globalization;

namespace Po.Testing;

// A handler at work.
internal sealed class HandlerRun(ISubscription subscription, Message message, object? started)
{
    private readonly long _since = TimeProvider.System.GetTimestamp();
    private volatile bool _isOpen = true;

    public ISubscription Subscription => subscription;

    /// <summary>What the observer of the application has returned.</summary>
    public object? Started => started;

    public bool IsOpen => _isOpen;

    public void Close() => _isOpen = false;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"the handler of '{subscription.Id}' has message {message.GlobalNumber} in hand ({message.Type} {message.Number} of {message.Stream}) "
        + $"for {TimeProvider.System.GetElapsedTime(_since).TotalSeconds:0.#} s and waits for something else than the clock");
}
