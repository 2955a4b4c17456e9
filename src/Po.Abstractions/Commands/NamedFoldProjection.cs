namespace Po;

internal sealed class NamedFoldProjection<TState>(Fold<TState> fold, TState initial, string name, int version)
    : IFoldProjection<TState>, INamedSnapshot<TState>
    where TState : notnull
{
    public string SnapshotName => name;

    public int SnapshotVersion => version;

    public TState State { get; set; } = initial;

    public ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        State = fold.Evolve(State, message);
        return ValueTask.CompletedTask;
    }
}
