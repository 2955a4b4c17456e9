namespace Po.Tests;

// A typed projection: adds and removes.
internal sealed class Sum : IHandler<Added>, IHandler<Removed>
{
    public int Total { get; private set; }

    public List<long> Numbers { get; } = [];

    public ValueTask HandleAsync(Message<Added> message, CancellationToken cancellationToken) => Add(message, message.Data.Value);

    public ValueTask HandleAsync(Message<Removed> message, CancellationToken cancellationToken) => Add(message, -message.Data.Value);

    private ValueTask Add(Message message, int value)
    {
        Total += value;
        Numbers.Add(message.Number);
        return ValueTask.CompletedTask;
    }
}
