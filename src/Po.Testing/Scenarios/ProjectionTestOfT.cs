namespace Po.Testing;

/// <summary>A test of a projection, made with <see cref="ProjectionTest.For"/>.</summary>
/// <remarks>
/// Immutable: each call returns another test, so a common beginning can be shared. Every message is serialised and read back by the registry on its
/// way, as in the application; one that does not come back as it was fails the test.
/// </remarks>
/// <typeparam name="TProjection">The projection.</typeparam>
public sealed class ProjectionTest<TProjection>
    where TProjection : IMessageHandler
{
    private readonly Scenario _scenario;
    private readonly Func<TProjection> _createProjection;

    internal ProjectionTest(Scenario scenario, Func<TProjection> createProjection) =>
        (_scenario, _createProjection) = (scenario, createProjection);

    /// <summary>Names the stream of what is given from here on. All streams are projected, in the order in which their messages are given.</summary>
    /// <param name="stream">The stream; <c>test-1</c> by default.</param>
    public ProjectionTest<TProjection> On(StreamId stream) => new(_scenario with { Stream = stream }, _createProjection);

    /// <summary>Sets the clock for what is given from here on.</summary>
    /// <param name="time">The time; the first of January 2026 by default.</param>
    public ProjectionTest<TProjection> At(DateTimeOffset time) => new(_scenario with { Time = time }, _createProjection);

    /// <summary>Adds messages to what is projected.</summary>
    /// <param name="messages">Data of registered types, or <see cref="NewMessage"/> around it.</param>
    public ProjectionTest<TProjection> Given(params object[] messages) => new(_scenario.Given(messages), _createProjection);

    /// <inheritdoc cref="CommandTest{TCommand}.GivenStored"/>
    public ProjectionTest<TProjection> GivenStored(string type, string data) => new(_scenario.GivenStored(type, data), _createProjection);

    /// <summary>Projects what is given and looks at the result.</summary>
    /// <param name="check">Looks at the projection.</param>
    /// <exception cref="PoTestException">The projection has thrown; the message says what was given.</exception>
    public async Task ThenAsync(Action<TProjection> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        check(await ProjectAsync().ConfigureAwait(false));
    }

    /// <inheritdoc cref="ThenAsync(Action{TProjection})"/>
    public async Task ThenAsync(Func<TProjection, Task> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        await check(await ProjectAsync().ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<TProjection> ProjectAsync()
    {
        var run = await _scenario.RunAsync().ConfigureAwait(false);
        await using var _ = run.ConfigureAwait(false);
        var projection = _createProjection();
        try
        {
            await run.Engine.ProjectAsync(StreamId.All, projection).ConfigureAwait(false);
        }
        catch (Exception e) // What a projection throws ends its test, with what it was given.
        {
            var given = await run.ReadAsync(StreamId.All).ConfigureAwait(false);
            throw new PoTestException(
                $"{typeof(TProjection).Name} has thrown {e.GetType().Name}: {e.Message}\n\n{MessageComparison.Describe(given)}", e);
        }

        return projection;
    }
}
