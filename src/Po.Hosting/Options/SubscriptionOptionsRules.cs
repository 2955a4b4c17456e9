namespace Po.Hosting;

// The rules about times, which attributes cannot hold without reflection, and those that join several options.
internal static class SubscriptionOptionsRules
{
    private static readonly TimeSpan ShortestTime = TimeSpan.FromMilliseconds(1);

    // Timers cannot wait longer.
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(24);

    public static IEnumerable<string> Check(SubscriptionOptions options)
    {
        (string Name, TimeSpan Value)[] times =
        [
            (nameof(options.TransactionTime), options.TransactionTime),
            (nameof(options.MinPollInterval), options.MinPollInterval),
            (nameof(options.RetryDelay), options.RetryDelay),
            (nameof(options.HandlerTimeout), options.HandlerTimeout),
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

        if (options.LeaseTime < TimeSpan.FromSeconds(1))
        {
            yield return $"LeaseTime is {options.LeaseTime}, but must be at least 1 s.";
        }

        foreach (var failure in CheckLongest(options).Concat(CheckChoices(options)).Concat(CheckStart(options)).Concat(CheckNames(options)))
        {
            yield return failure;
        }
    }

    private static IEnumerable<string> CheckLongest(SubscriptionOptions options)
    {
        (string Name, TimeSpan Value)[] times =
        [
            (nameof(options.MaxPollInterval), options.MaxPollInterval),
            (nameof(options.MaxRetryDelay), options.MaxRetryDelay),
            (nameof(options.GraceTime), options.GraceTime),
            (nameof(options.HandlerTimeout), options.HandlerTimeout),
            (nameof(options.LeaseTime), options.LeaseTime),
        ];
        return times.Where(time => time.Value > LongestTime).Select(time => $"{time.Name} is {time.Value}, but must be at most 24 days.");
    }

    // The configuration takes any number for a name.
    private static IEnumerable<string> CheckChoices(SubscriptionOptions options)
    {
        if (!Enum.IsDefined(options.OnFailure))
        {
            yield return $"OnFailure is {options.OnFailure}, but must be Pause, ParkStream or Skip.";
        }

        if (!Enum.IsDefined(options.OnUnknownMessage))
        {
            yield return $"OnUnknownMessage is {options.OnUnknownMessage}, but must be Fail or Skip.";
        }

        if (!Enum.IsDefined(options.Mode))
        {
            yield return $"Mode is {options.Mode}, but must be Transactional or Detached.";
        }

        if (!Enum.IsDefined(options.StartFrom))
        {
            yield return $"StartFrom is {options.StartFrom}, but must be Beginning or Now.";
        }
    }

    private static IEnumerable<string> CheckStart(SubscriptionOptions options)
    {
        if (options.StartAfter < 0)
        {
            yield return $"StartAfter is {options.StartAfter}, but must not be negative.";
        }

        if ((options.StartFrom is StartFrom.Beginning ? 0 : 1) + (options.StartAfter is null ? 0 : 1) + (options.StartTime is null ? 0 : 1) > 1)
        {
            yield return "StartFrom, StartAfter and StartTime each name a place to begin: set one of them.";
        }
    }

    private static IEnumerable<string> CheckNames(SubscriptionOptions options)
    {
        (string Name, IList<string> Values)[] lists =
        [
            (nameof(options.Groups), options.Groups),
            (nameof(options.MessageTypes), options.MessageTypes),
            (nameof(options.PermanentExceptions), options.PermanentExceptions),
        ];
        var empty = lists
            .Where(list => list.Values.Any(string.IsNullOrWhiteSpace))
            .Select(list => $"{list.Name} holds an empty name.");
        var versions = options.MessageTypes
            .Where(name => name?.Contains('@', StringComparison.Ordinal) == true)
            .Select(name => $"MessageTypes holds '{name}', but names types without versions: every version is read.");
        return empty.Concat(versions);
    }
}
