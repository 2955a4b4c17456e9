namespace Po;

/// <summary>A state that messages are building. Made by <see cref="Fold{TState}.Start"/>.</summary>
/// <typeparam name="TState">The state.</typeparam>
/// <remarks>Not thread safe; for one projection or one attempt of a command.</remarks>
public class FoldProjection<TState> : IHandler
    where TState : notnull
{
    private readonly Fold<TState> _fold;

    internal FoldProjection(Fold<TState> fold, TState initial)
    {
        _fold = fold;
        State = initial;
    }

    /// <summary>What the messages so far have built.</summary>
    public TState State { get; private protected set; }

    /// <inheritdoc/>
    public ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
    {
        State = _fold.Evolve(State, message);
        return ValueTask.CompletedTask;
    }
}
