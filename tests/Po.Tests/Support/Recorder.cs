namespace Po.Tests;

// A handler that keeps what it was handed, and does with it first what a test wants.
internal sealed class Recorder(Func<Message, CancellationToken, ValueTask>? work = null) : IHandler
{
    private readonly Lock _gate = new();
    private readonly List<Message> _messages = [];
    private TaskCompletionSource _changed = Signal();

    public Recorder(Action<Message> work)
        : this((message, _) =>
        {
            work(message);
            return ValueTask.CompletedTask;
        })
    {
    }

    public IReadOnlyList<Message> Messages
    {
        get
        {
            lock (_gate)
            {
                return [.. _messages];
            }
        }
    }

    public IEnumerable<int> Values => Messages.Select(message => message.Value());

    public async ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        if (work is not null)
        {
            await work(message, cancellationToken);
        }

        lock (_gate)
        {
            _messages.Add(message);
            _changed.TrySetResult();
            _changed = Signal();
        }
    }

    public async Task WhenAsync(int count)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_messages.Count >= count)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.Within($"{count} messages at the handler, which has {Messages.Count}");
        }
    }
}
