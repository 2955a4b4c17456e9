namespace Po.Hosting;

// The rules about times, which attributes cannot hold without reflection, and those that join several options.
internal static class SubscriptionOptionsRules
{
    private static readonly TimeSpan ShortestTime = TimeSpan.FromMilliseconds(1);

    public static IEnumerable<string> Check(SubscriptionOptions options)
    {
        (string Name, TimeSpan Value)[] times =
        [
            (nameof(options.TransactionTime), options.TransactionTime),
            (nameof(options.MinPollInterval), options.MinPollInterval),
            (nameof(options.RetryDelay), options.RetryDelay),
        ];
        foreach (var (name, value) in times)
        {
            if (value < ShortestTime)
            {
                yield return $"{name} is {value}, but must be at least 1 ms.";
            }
        }

        if (options.MaxPollInterval < options.MinPollInterval)
        {
            yield return $"MaxPollInterval, {options.MaxPollInterval}, must not be below MinPollInterval, {options.MinPollInterval}.";
        }

        if (options.MaxRetryDelay < options.RetryDelay)
        {
            yield return $"MaxRetryDelay, {options.MaxRetryDelay}, must not be below RetryDelay, {options.RetryDelay}.";
        }

        if (options.GraceTime < TimeSpan.Zero)
        {
            yield return $"GraceTime is {options.GraceTime}, but must not be negative.";
        }
    }
}
