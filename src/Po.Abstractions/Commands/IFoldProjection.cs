namespace Po;

/// <summary>A state that messages are building. Made by <see cref="Fold{TState}.Start"/>.</summary>
/// <typeparam name="TState">The state.</typeparam>
/// <remarks>Not thread safe; for one projection or one attempt of a command.</remarks>
public interface IFoldProjection<out TState> : IHandler
    where TState : notnull
{
    /// <summary>What the messages so far have built.</summary>
    TState State { get; }
}
