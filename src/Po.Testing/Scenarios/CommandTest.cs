namespace Po.Testing;

/// <summary>Tests commands: given these messages in the stream, then the command appends those.</summary>
public static class CommandTest
{
    /// <summary>Begins the test of a command.</summary>
    /// <typeparam name="TCommand">The command.</typeparam>
    /// <param name="registry">The messages of the application: <see cref="TestRegistry.Create"/>, or that of its services.</param>
    /// <param name="createCommand">Makes the command; called anew each time that the command is run.</param>
    public static CommandTest<TCommand> For<TCommand>(IRegistry registry, Func<TCommand> createCommand)
        where TCommand : ICommandHandler
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(createCommand);
        return new CommandTest<TCommand>(new Scenario(registry), createCommand);
    }

    /// <summary>Begins the test of a command that is a function: a fold builds the state, the function decides on it.</summary>
    /// <typeparam name="TState">The state.</typeparam>
    /// <typeparam name="TResult">What the command returns.</typeparam>
    /// <param name="registry">The messages of the application: <see cref="TestRegistry.Create"/>, or that of its services.</param>
    /// <param name="fold">Builds the state.</param>
    /// <param name="decide">Decides.</param>
    public static DecisionTest<TResult> For<TState, TResult>(
        IRegistry registry, Fold<TState> fold, Func<TState, Decision<TResult>> decide)
        where TState : notnull
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(decide);
        return new DecisionTest<TResult>(new Scenario(registry), (po, stream) => po.ExecuteAsync(stream, fold, decide));
    }

    /// <summary>Begins the test of a command that is a function and returns nothing but what has become of it.</summary>
    /// <typeparam name="TState">The state.</typeparam>
    /// <param name="registry">The messages of the application: <see cref="TestRegistry.Create"/>, or that of its services.</param>
    /// <param name="fold">Builds the state.</param>
    /// <param name="decide">Decides.</param>
    /// <returns>The test; the value of what is carried out is true.</returns>
    public static DecisionTest<bool> For<TState>(IRegistry registry, Fold<TState> fold, Func<TState, Decision> decide)
        where TState : notnull
    {
        ArgumentNullException.ThrowIfNull(decide);
        return For(registry, fold, state => decide(state).Returning(true));
    }
}
