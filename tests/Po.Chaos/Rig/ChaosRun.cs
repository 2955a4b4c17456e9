using System.Globalization;
using Spectre.Console;

namespace Po.Chaos;

/// <summary>One run of one scenario: its seed, its server, and what it has found.</summary>
/// <param name="scenario">What is done.</param>
/// <param name="form">How often, how, and how patiently.</param>
/// <param name="server">The server; null if the scenario needs none.</param>
/// <param name="console">Where to print.</param>
/// <param name="token">Gives up.</param>
internal sealed class ChaosRun(IScenario scenario, RunForm form, ChaosServer? server, IAnsiConsole console, CancellationToken token) : IDisposable
{
    public IScenario Scenario { get; } = scenario;

    public int Cycles => form.Cycles;

    public int Seed => form.Seed;

    /// <summary>How long a subscription may take to the head after the last fault.</summary>
    public TimeSpan HeadLimit => 5 * Second;

    /// <summary>How long another process may take to go on where one was killed.</summary>
    public TimeSpan TakeOverLimit => 2 * Second;

    /// <summary>A second, on a machine that has as much time for this run as the form says.</summary>
    public TimeSpan Second { get; } = TimeSpan.FromSeconds(form.Patience);

    public ChaosServer Server => server ?? throw new InvalidOperationException($"{Scenario.Id} has no server.");

    public CancellationToken Token { get; } = token;

    public Tally Tally { get; } = new();

    public StallWatch Clock { get; } = new();

    /// <summary>All that was asked for and answered; kept when an invariant does not hold.</summary>
    public History History { get; } = new();

    /// <summary>What else helps to understand a violation: texts by name.</summary>
    public Dictionary<string, Func<Task<string>>> Evidence { get; } = [];

    // One for each run, used by one thread at a time.
    public Random Random { get; } = new(form.Seed);

    public bool HasServer => server is not null;

    public void Violate(string invariant, string what)
    {
        Tally.Violate(invariant, what);
        Say($"[red]{Markup.Escape($"{invariant}: {what}")}[/]");
    }

    /// <summary>Expects something.</summary>
    public void Expect(bool holds, string invariant, string what)
    {
        if (!holds)
        {
            Violate(invariant, what);
        }
    }

    public void Say(string markup)
    {
        lock (Tally)
        {
            console.MarkupLine(markup);
        }
    }

    public Task PauseAsync(int fromMilliseconds, int toMilliseconds) =>
        Task.Delay(Random.Next(fromMilliseconds, toMilliseconds + 1), Token);

    /// <summary>Waits until something is so.</summary>
    /// <returns>How long it took, without times in which the machine stood still; null if it did not come true within the limit.</returns>
    public async Task<TimeSpan?> WaitAsync(TimeSpan limit, Func<Task<bool>> ask)
    {
        var clock = Clock.Start();
        while (!await ask())
        {
            if (clock.Elapsed > limit)
            {
                return null;
            }

            await Task.Delay(10, Token);
        }

        return clock.Elapsed;
    }

    /// <summary>Waits until something is so, which otherwise is a violation.</summary>
    public async Task<TimeSpan> RequireAsync(TimeSpan limit, string invariant, string what, Func<Task<bool>> ask)
    {
        if (await WaitAsync(limit, ask) is { } time)
        {
            return time;
        }

        Violate(invariant, string.Create(CultureInfo.InvariantCulture, $"{what}: not within {limit.TotalSeconds:0.#} s"));
        throw new ScenarioFailedException($"{what}: not within {limit}.");
    }

    public void Dispose() => Clock.Dispose();
}
