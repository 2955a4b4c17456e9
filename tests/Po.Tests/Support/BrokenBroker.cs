namespace Po.Tests;

// What a broker must not do: it throws when it is notified.
internal sealed class BrokenBroker(IBroker inner) : IBroker
{
    public ValueTask NotifyAsync(Nudge nudge, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("The broker fails.");

    public ValueTask<INudgeReceiver> RegisterAsync(StreamId source, CancellationToken cancellationToken) =>
        inner.RegisterAsync(source, cancellationToken);
}
