using System.Collections.Concurrent;

namespace Po.Testing.Tests;

// What was sent, as somebody outside has seen it.
internal sealed class Outbox
{
    private readonly ConcurrentQueue<string> _sent = new();

    public IReadOnlyCollection<string> Sent => _sent;

    public void Send(string text) => _sent.Enqueue(text);
}
