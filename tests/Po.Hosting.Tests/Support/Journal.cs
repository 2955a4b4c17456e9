using System.Collections.Concurrent;

namespace Po.Hosting.Tests;

// What handlers of a test write down: who has seen what.
internal sealed class Journal
{
    private readonly ConcurrentQueue<string> _entries = new();

    private int _counter;

    public IReadOnlyCollection<string> Entries => _entries;

    public int Next() => Interlocked.Increment(ref _counter);

    public void Write(string entry) => _entries.Enqueue(entry);
}
