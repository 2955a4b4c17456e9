namespace Po;

// How long to wait after failures.
internal static class Backoff
{
    /// <summary>The whole days that a timer can wait.</summary>
    public const int MaxDays = 24;

    /// <summary>The most that an option for a timer allows.</summary>
    public static readonly TimeSpan LongestTimer = TimeSpan.FromDays(MaxDays);

    /// <summary>The delay that doubles with each failure up to a ceiling.</summary>
    /// <param name="first">After the first failure.</param>
    /// <param name="most">The ceiling.</param>
    /// <param name="failures">How many there have been, from 1.</param>
    public static TimeSpan Longest(TimeSpan first, TimeSpan most, int failures)
    {
        var doublings = Math.Clamp(failures - 1, 0, 30);
        return TimeSpan.FromTicks((long)Math.Min(first.Ticks * Math.Pow(2, doublings), most.Ticks));
    }

    /// <summary>Up to a quarter less, so that no delay is ever longer than its option says.</summary>
    /// <param name="delay">The delay.</param>
    public static TimeSpan Jitter(TimeSpan delay) => delay * (1 - (Random.Shared.NextDouble() / 4));
}
