namespace Po.Testing;

/// <summary>A test of a command, made with <see cref="CommandTest"/>.</summary>
/// <remarks>
/// <para>Immutable: each call returns another test, so a common beginning can be shared. Nothing runs before one of the <c>Then…</c> methods, each of which
/// runs the command once on an engine and an in-memory store of its own.</para>
/// <para>Every message is serialised and read back by the registry on its way, as in the application; one that does not come back as it was fails the test.</para>
/// </remarks>
/// <typeparam name="TCommand">The command.</typeparam>
public sealed class CommandTest<TCommand>
    where TCommand : ICommandHandler
{
    private readonly Scenario _scenario;
    private readonly Func<TCommand> _createCommand;

    internal CommandTest(Scenario scenario, Func<TCommand> createCommand) => (_scenario, _createCommand) = (scenario, createCommand);

    /// <summary>Names the stream of the command and of what is given from here on.</summary>
    /// <param name="stream">The stream; <c>test-1</c> by default.</param>
    public CommandTest<TCommand> On(StreamId stream) => new(_scenario with { Stream = stream }, _createCommand);

    /// <summary>Sets the clock for what is given from here on, and for the command.</summary>
    /// <param name="time">The time; the first of January 2026 by default.</param>
    public CommandTest<TCommand> At(DateTimeOffset time) => new(_scenario with { Time = time }, _createCommand);

    /// <summary>Puts messages into the stream before the command is run, after those that are given already.</summary>
    /// <param name="messages">Data of registered types, or <see cref="NewMessage"/> around it.</param>
    public CommandTest<TCommand> Given(params object[] messages) => new(_scenario.Given(messages), _createCommand);

    /// <summary>Puts a message into the stream as an earlier release has stored it: it is read through the aliases and upcasters of the registry.</summary>
    /// <param name="type">The name that is stored, with the version from the second one on: <c>order-placed@2</c>.</param>
    /// <param name="data">What is stored of it, as text; nothing checks it.</param>
    public CommandTest<TCommand> GivenStored(string type, string data) => new(_scenario.GivenStored(type, data), _createCommand);

    /// <summary>Runs the command and compares what it has appended.</summary>
    /// <param name="messages">All that it is to append, in order. Of a <see cref="NewMessage"/> the headers that it names are compared, too.</param>
    /// <exception cref="PoTestException">It has appended something else, or has thrown.</exception>
    public async Task ThenAppendsAsync(params object[] messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var expected = messages.Select(message => MessageLine.Of(_scenario.Registry, message)).ToList();
        (await RunAsync().ConfigureAwait(false)).ShouldAppend(expected);
    }

    /// <summary>Runs the command, which is to return without appending anything.</summary>
    /// <exception cref="PoTestException">It has appended something, or has thrown.</exception>
    public Task ThenNothingAsync() => ThenAppendsAsync();

    /// <summary>Runs the command, which is to throw; nothing is stored then.</summary>
    /// <typeparam name="TException">The type of the exception, or a base type of it.</typeparam>
    /// <param name="check">Looks at the exception.</param>
    /// <exception cref="PoTestException">It has returned, or has thrown something else.</exception>
    public async Task ThenThrowsAsync<TException>(Action<TException>? check = null)
        where TException : Exception
    {
        var exception = (await RunAsync().ConfigureAwait(false)).ShouldThrow<TException>();
        check?.Invoke(exception);
    }

    /// <inheritdoc cref="ThenThrowsAsync{TException}(Action{TException})"/>
    public async Task ThenThrowsAsync<TException>(Func<TException, Task> check)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(check);
        await check((await RunAsync().ConfigureAwait(false)).ShouldThrow<TException>()).ConfigureAwait(false);
    }

    /// <summary>Runs the command and looks at it.</summary>
    /// <param name="check">Looks at the instance that has run, and at where its messages were put.</param>
    /// <exception cref="PoTestException">It has thrown.</exception>
    public async Task ThenAsync(Action<CommandResult<TCommand>> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        check(await ResultAsync().ConfigureAwait(false));
    }

    /// <inheritdoc cref="ThenAsync(Action{CommandResult{TCommand}})"/>
    public async Task ThenAsync(Func<CommandResult<TCommand>, Task> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        await check(await ResultAsync().ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<CommandResult<TCommand>> ResultAsync()
    {
        CommandResult<TCommand>? result = null;
        (await RunAsync(done => result = done).ConfigureAwait(false)).ShouldReturn();
        return result!;
    }

    private Task<CommandRun> RunAsync(Action<CommandResult<TCommand>>? keep = null) => CommandRun.OfAsync(
        typeof(TCommand).Name,
        _scenario,
        async engine =>
        {
            var result = await engine.ExecuteAsync(_scenario.Stream, _createCommand).ConfigureAwait(false);
            keep?.Invoke(result);
        });
}
