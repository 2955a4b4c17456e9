using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Po.Testing;

// What is given: messages in streams, at times. Immutable.
internal sealed record Scenario(IRegistry Registry)
{
    public StreamId Stream { get; init; } = new("test", "1");

    public DateTimeOffset Time { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private ImmutableList<Step> Steps { get; init; } = [];

    public Scenario Given(IReadOnlyList<object> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return this with { Steps = Steps.AddRange(messages.Select(message => new Step(Stream, Time, message))) };
    }

    public Scenario GivenStored(string type, string data)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(data);
        return this with { Steps = Steps.Add(new Step(Stream, Time, new StoredText(type, data))) };
    }

    /// <summary>Puts everything into a store of its own, with an engine on it.</summary>
    public async Task<ScenarioRun> RunAsync()
    {
        var clock = new FakeTimeProvider(Steps.IsEmpty ? Time : Steps[0].Time);
        var store = new InMemoryStore(clock);
        var broker = new Broker(new ChannelProtocol(), clock, NullLoggerFactory.Instance);
        var run = new ScenarioRun(Registry, store, new PoEngine(store, Registry, broker, new PoEngineOptions { TimeProvider = clock }));
        foreach (var step in Steps)
        {
            clock.AdjustTime(step.Time);
            if (step.Message is StoredText stored)
            {
                await store.AppendAsync(stored.ToRequest(step.Stream, step.Time), CancellationToken.None).ConfigureAwait(false);
                continue;
            }

            RoundTrip.Check(Registry, step.Message);
            await run.Engine.AppendAsync(step.Stream, step.Message).ConfigureAwait(false);
        }

        clock.AdjustTime(Time);
        return run;
    }

    private sealed record Step(StreamId Stream, DateTimeOffset Time, object Message);
}
