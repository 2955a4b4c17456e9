namespace Po.Testing;

// Lets the clock go on while everybody waits for it, from one timer to the next, until something is so. Real time only decides when nobody
// moves any more; what happens, and in which order, does not depend on it.
internal sealed class TimeDriver(DrivenClock clock, Pulse pulse, HandlerRuns runs, PoTestHostOptions options)
{
    // For so long nothing must have happened before the clock goes on.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(1);

    // Who has work in hand, and says so, is given so many silences to go on with it.
    private const int Patience = 20;

    /// <summary>Drives the clock.</summary>
    /// <param name="goal">What is to be so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PoTestException">It has taken too long.</exception>
    public async Task DriveAsync(IDriveGoal goal, CancellationToken cancellationToken)
    {
        var (realStart, start) = (TimeProvider.System.GetTimestamp(), clock.GetUtcNow());
        var (silences, advancing) = (0, Task.CompletedTask);
        while (true)
        {
            var beat = pulse.Next;
            if (await goal.IsReachedAsync(cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfOver(goal, TimeProvider.System.GetElapsedTime(realStart), clock.GetUtcNow() - start);
            if (await HappensAsync(beat, Silence).ConfigureAwait(false))
            {
                silences = 0;
                continue;
            }

            silences++;
            if (!advancing.IsCompleted)
            {
                continue;
            }

            await advancing.ConfigureAwait(false);
            if (NextStep(goal, silences) is { } step)
            {
                // Whoever is woken may work on this thread for as long as it likes, and must not keep the limits from being seen.
                silences = 0;
                advancing = Task.Run(() => clock.Advance(step), CancellationToken.None);
            }
        }
    }

    // While a handler or the store works, and no handler waits for the clock, it stands still: no time-out and no lease ends because a test machine
    // is slow.
    private TimeSpan? NextStep(IDriveGoal goal, int silences)
    {
        var isAtWork = runs.Open.Count > 0 || pulse.Calls > 0;
        var mustWait = isAtWork ? !goal.IsImpatient && !clock.IsAwaitedByHandlers : goal.IsWorking && silences < Patience;
        return mustWait ? null : clock.NextDue();
    }

    private void ThrowIfOver(IDriveGoal goal, TimeSpan real, TimeSpan simulated)
    {
        if (real > options.RealTimeLimit)
        {
            throw new PoTestException(Describe(goal, $"after {real.TotalSeconds:0} s (RealTimeLimit)"));
        }

        if (simulated > options.SimulatedTimeLimit)
        {
            throw new PoTestException(Describe(goal, $"although {simulated} have passed on the clock of the host (SimulatedTimeLimit)"));
        }
    }

    private string Describe(IDriveGoal goal, string when) => string.Join(
        "\n  ", [$"{goal.Description} {when}:", .. goal.Unreached, .. runs.Open.Select(run => run.ToString())]);

    private static async ValueTask<bool> HappensAsync(Task beat, TimeSpan within)
    {
        await beat.WaitAsync(within, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return beat.IsCompleted;
    }
}
