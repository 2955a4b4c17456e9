namespace Po;

internal sealed class FoldProjection<TState>(Fold<TState> fold, TState initial) : IFoldProjection<TState>
    where TState : notnull
{
    public TState State { get; private set; } = initial;

    public ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        State = fold.Evolve(State, message);
        return ValueTask.CompletedTask;
    }
}
