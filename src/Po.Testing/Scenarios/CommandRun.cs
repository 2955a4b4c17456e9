namespace Po.Testing;

// What has come of one run of a command.
internal sealed record CommandRun(
    string Command, IReadOnlyList<MessageLine> Given, IReadOnlyList<MessageLine> Appended, Exception? Error)
{
    /// <summary>Why the command was rejected; empty unless it was.</summary>
    public IReadOnlyList<Rejection> Rejections { get; init; } = [];

    public static async Task<CommandRun> OfAsync(string command, Scenario scenario, Func<PoEngine, Task> execute)
    {
        var run = await scenario.RunAsync().ConfigureAwait(false);
        await using var _ = run.ConfigureAwait(false);
        var given = await run.ReadAsync(scenario.Stream).ConfigureAwait(false);
        Exception? error = null;
        try
        {
            await execute(run.Engine).ConfigureAwait(false);
        }
        catch (Exception e) // What a command throws is what its test is about.
        {
            error = e;
        }

        var stored = await run.ReadAsync(scenario.Stream, given.Count).ConfigureAwait(false);
        return new CommandRun(command, given, stored[given.Count..], error);
    }

    /// <summary>Throws unless exactly these messages were appended.</summary>
    /// <param name="expected">The messages.</param>
    /// <exception cref="PoTestException">The command has thrown, or appended something else.</exception>
    public void ShouldAppend(IReadOnlyList<MessageLine> expected)
    {
        ShouldReturn();
        ShouldBeAccepted();
        MessageComparison.Compare(
            expected.Count == 0 ? $"{Command} was to append nothing." : $"{Command} has not appended what was expected.",
            Given,
            expected,
            Appended);
    }

    /// <summary>Throws if the command has thrown.</summary>
    /// <exception cref="PoTestException">It has.</exception>
    public void ShouldReturn()
    {
        if (Error is not null)
        {
            throw new PoTestException($"{Command} has thrown {Describe(Error)}\n\n{MessageComparison.Describe(Given)}", Error);
        }
    }

    /// <summary>Throws if the command was rejected.</summary>
    /// <exception cref="PoTestException">It was.</exception>
    public void ShouldBeAccepted()
    {
        if (Rejections.Count > 0)
        {
            throw new PoTestException($"{Command} was rejected: {Reasons}\n\n{MessageComparison.Describe(Given)}");
        }
    }

    /// <summary>Throws unless the command was rejected for exactly these reasons.</summary>
    /// <param name="codes">The codes of the reasons, in order.</param>
    /// <exception cref="PoTestException">It has thrown, was carried out, or was rejected for others.</exception>
    public void ShouldBeRejected(IReadOnlyList<string> codes)
    {
        ShouldReturn();
        var claim = $"{Command} was to be rejected with {string.Join(", ", codes)}";
        MessageComparison.Compare($"{claim}, and has appended something instead.", Given, [], Appended);
        if (!Rejections.Select(reason => reason.Code).SequenceEqual(codes, StringComparer.Ordinal))
        {
            var instead = Rejections.Count == 0 ? "has decided to do nothing" : $"was rejected with {Reasons}";
            throw new PoTestException($"{claim}, and {instead}\n\n{MessageComparison.Describe(Given)}");
        }
    }

    /// <summary>Throws unless the command has thrown this.</summary>
    /// <typeparam name="TException">What it was to throw.</typeparam>
    /// <exception cref="PoTestException">It has returned, or thrown something else.</exception>
    public TException ShouldThrow<TException>()
        where TException : Exception
    {
        if (Error is TException expected)
        {
            return expected;
        }

        if (Error is not null)
        {
            throw new PoTestException(
                $"{Command} was to throw {typeof(TException).Name} and has thrown {Describe(Error)}\n\n{MessageComparison.Describe(Given)}", Error);
        }

        MessageComparison.Compare(
            $"{Command} was to throw {typeof(TException).Name}, and has appended something instead.", Given, [], Appended);
        throw new PoTestException(
            $"{Command} was to throw {typeof(TException).Name}, and has returned without appending anything.\n\n"
            + MessageComparison.Describe(Given));
    }

    private string Reasons => string.Join(", ", Rejections.Select(reason => $"{reason.Code} ({reason.Message})"));

    private static string Describe(Exception error) => $"{error.GetType().Name}: {error.Message}";
}
