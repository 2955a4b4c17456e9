namespace Po.Testing;

/// <summary>A test of a command that is a function, made with <see cref="CommandTest"/>.</summary>
/// <remarks>As <see cref="CommandTest{TCommand}"/>: immutable, run anew by each of the <c>Then…</c> methods, with messages that are stored and read back.</remarks>
/// <typeparam name="TResult">What the command returns.</typeparam>
public sealed class DecisionTest<TResult>
{
    private readonly Scenario _scenario;
    private readonly Func<IPo, StreamId, ValueTask<CommandOutcome<TResult>>> _execute;

    internal DecisionTest(Scenario scenario, Func<IPo, StreamId, ValueTask<CommandOutcome<TResult>>> execute) =>
        (_scenario, _execute) = (scenario, execute);

    /// <inheritdoc cref="CommandTest{TCommand}.On"/>
    public DecisionTest<TResult> On(StreamId stream) => new(_scenario with { Stream = stream }, _execute);

    /// <inheritdoc cref="CommandTest{TCommand}.At"/>
    public DecisionTest<TResult> At(DateTimeOffset time) => new(_scenario with { Time = time }, _execute);

    /// <inheritdoc cref="CommandTest{TCommand}.Given"/>
    public DecisionTest<TResult> Given(params object[] messages) => new(_scenario.Given(messages), _execute);

    /// <inheritdoc cref="CommandTest{TCommand}.GivenStored"/>
    public DecisionTest<TResult> GivenStored(string type, string data) => new(_scenario.GivenStored(type, data), _execute);

    /// <summary>Runs the command and compares what it has appended.</summary>
    /// <param name="messages">All that it is to append, in order. Of a <see cref="NewMessage"/> the headers that it names are compared, too.</param>
    /// <exception cref="PoTestException">It has appended something else, was rejected, or has thrown.</exception>
    public async Task ThenAppendsAsync(params object[] messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var expected = messages.Select(message => MessageLine.Of(_scenario.Registry, message)).ToList();
        (await RunAsync().ConfigureAwait(false)).Run.ShouldAppend(expected);
    }

    /// <summary>Runs the command, which is to be carried out without appending anything.</summary>
    /// <exception cref="PoTestException">It has appended something, was rejected, or has thrown.</exception>
    public Task ThenNothingAsync() => ThenAppendsAsync();

    /// <summary>Runs the command, which is to be rejected.</summary>
    /// <param name="codes">The codes of all reasons, in order.</param>
    /// <exception cref="PoTestException">It was carried out, was rejected for other reasons, or has thrown.</exception>
    public async Task ThenRejectsAsync(params string[] codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentOutOfRangeException.ThrowIfZero(codes.Length, nameof(codes));
        (await RunAsync().ConfigureAwait(false)).Run.ShouldBeRejected(codes);
    }

    /// <summary>Runs the command and compares what it returns.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="PoTestException">It returns something else, was rejected, or has thrown.</exception>
    public async Task ThenReturnsAsync(TResult value)
    {
        var (run, outcome) = await RunAsync().ConfigureAwait(false);
        run.ShouldReturn();
        run.ShouldBeAccepted();
        if (!EqualityComparer<TResult>.Default.Equals(outcome!.Value, value))
        {
            throw new PoTestException(
                $"{run.Command} was to return {value}, and has returned {outcome.Value}.\n\n{MessageComparison.Describe(run.Given)}");
        }
    }

    /// <summary>Runs the command, which is to throw; nothing is stored then.</summary>
    /// <inheritdoc cref="CommandTest{TCommand}.ThenThrowsAsync{TException}(Action{TException})"/>
    public async Task ThenThrowsAsync<TException>(Action<TException>? check = null)
        where TException : Exception
    {
        var exception = (await RunAsync().ConfigureAwait(false)).Run.ShouldThrow<TException>();
        check?.Invoke(exception);
    }

    /// <summary>Runs the command, which is to throw; nothing is stored then.</summary>
    /// <inheritdoc cref="CommandTest{TCommand}.ThenThrowsAsync{TException}(Action{TException})"/>
    public async Task ThenThrowsAsync<TException>(Func<TException, Task> check)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(check);
        await check((await RunAsync().ConfigureAwait(false)).Run.ShouldThrow<TException>()).ConfigureAwait(false);
    }

    private async Task<(CommandRun Run, CommandOutcome<TResult>? Outcome)> RunAsync()
    {
        CommandOutcome<TResult>? outcome = null;
        var run = await CommandRun.OfAsync(
            "The command",
            _scenario,
            async engine => outcome = await _execute(engine, _scenario.Stream).ConfigureAwait(false)).ConfigureAwait(false);
        return (run with { Rejections = outcome?.Rejections ?? [] }, outcome);
    }
}
