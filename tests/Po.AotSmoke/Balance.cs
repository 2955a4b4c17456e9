namespace Po.AotSmoke;

/// <summary>A projection with a snapshot.</summary>
internal sealed class Balance : IHandler<Booked>, INamedSnapshot<BalanceState>
{
    public string SnapshotName => "balance";

    public BalanceState State { get; set; } = new(0, 0);

    /// <summary>How many messages it was handed, which a snapshot makes fewer.</summary>
    public int Handled { get; private set; }

    public ValueTask HandleAsync(Message<Booked> message, CancellationToken cancellationToken)
    {
        Handled++;
        State = new BalanceState(State.Amount + message.Data.Amount, State.Bookings + 1);
        return ValueTask.CompletedTask;
    }
}
