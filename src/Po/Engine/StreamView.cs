using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Po;

// One stream as one caller sees it. The lock (what was seen) and the read cursor (always the whole stream) are separate things.
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to release.")]
internal sealed class StreamView(PoEngine engine, ICallTransaction? within, StreamId id) : IStream
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly AsyncLocal<StrongBox<bool>?> _call = new();
    private SeenNumber _seen = SeenNumber.Nothing;

    public StreamId Id { get; } = id;

    public long? LockedNumber => Volatile.Read(ref _seen).For(engine.OutcomeOf(within));

    public ValueTask<AppendResult> AppendAsync(IReadOnlyList<object> messages, CancellationToken cancellationToken = default) =>
        OneAtATimeAsync(
            async given =>
            {
                var expected = _seen.For(engine.OutcomeOf(given)) is { } number ? ExpectedNumber.Exactly(number) : ExpectedNumber.Any;
                var result = await engine.AppendAsync(given, Id, messages, expected, cancellationToken).ConfigureAwait(false);
                return (result, result.LastNumber);
            },
            cancellationToken);

    public ValueTask<CommandResult<TCommand>> ExecuteAsync<TCommand>(
        Func<TCommand> createCommand, CancellationToken cancellationToken = default)
        where TCommand : ICommandHandler =>
        OneAtATimeAsync(
            async given =>
            {
                var result = await engine.ExecuteAsync(given, Id, createCommand, null, cancellationToken).ConfigureAwait(false);
                return (result, result.Appended.LastNumber);
            },
            cancellationToken);

    public ValueTask<TProjection> ProjectAsync<TProjection>(
        TProjection projection, CancellationToken cancellationToken = default)
        where TProjection : IMessageHandler =>
        OneAtATimeAsync(
            async given => (projection, await engine.FoldAsync(given, Id, projection, cancellationToken).ConfigureAwait(false)),
            cancellationToken);

    private async ValueTask<TResult> OneAtATimeAsync<TResult>(
        Func<ICallTransaction?, ValueTask<(TResult Result, long LastNumber)>> work, CancellationToken cancellationToken)
    {
        var given = within ?? engine.AmbientCalls();
        if (_call.Value is { Value: true })
        {
            throw new InvalidOperationException(
                $"This view of '{Id}' is in use by the very call that calls it again. Use the appender of the command, or a second view.");
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);

        // Of the transaction that the call is made in, which may have ended when it returns.
        var outcome = engine.OutcomeOf(given);

        // True as long as the call lasts: a task that it leaves behind may use this view like anybody else.
        var call = new StrongBox<bool>(true);
        try
        {
            _call.Value = call;
            var (result, lastNumber) = await work(given).ConfigureAwait(false);
            Volatile.Write(ref _seen, _seen.Then(lastNumber, outcome));
            return result;
        }
        finally
        {
            call.Value = false;
            _gate.Release();
        }
    }
}
