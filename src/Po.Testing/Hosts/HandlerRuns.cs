using System.Collections.Concurrent;

namespace Po.Testing;

// The handlers that are at work. Which one a timer belongs to is known because the run flows with the handler's calls.
internal sealed class HandlerRuns
{
    private static readonly AsyncLocal<HandlerRun?> Ambient = new();
    private readonly ConcurrentDictionary<HandlerRun, bool> _open = new();

    /// <summary>The handler that this code was called by; null outside of handlers.</summary>
    public static HandlerRun? Current => Ambient.Value is { IsOpen: true } run ? run : null;

    public ICollection<HandlerRun> Open => _open.Keys;

    // Not async, and called by code that is not: what is set here is there when the handler is called next.
    public void Begin(HandlerRun run)
    {
        _open[run] = true;
        Ambient.Value = run;
    }

    public void End(HandlerRun run)
    {
        run.Close();
        _open.TryRemove(run, out _);
    }
}
