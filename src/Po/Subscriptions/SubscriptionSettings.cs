namespace Po;

// The options of one subscription, checked and frozen: changing the options later changes no running worker.
internal sealed record SubscriptionSettings
{
    private const int MaxPageSize = 10_000;
    private const int MaxPageBytes = 64 * 1024 * 1024;

    // Timers cannot wait longer.
    private const int MaxDays = 24;

    public required int PageSize { get; init; }

    public required int PageBytes { get; init; }

    public required TimeSpan TransactionTime { get; init; }

    public required TimeSpan MinPollInterval { get; init; }

    public required TimeSpan MaxPollInterval { get; init; }

    public required int MaxAttempts { get; init; }

    public required TimeSpan RetryDelay { get; init; }

    public required TimeSpan MaxRetryDelay { get; init; }

    public required TimeSpan GraceTime { get; init; }

    public static SubscriptionSettings From(string subscriptionId, SubscriptionOptions options)
    {
        return Problem(options) is { } problem
            ? throw new PoConfigurationException($"The options of subscription '{subscriptionId}' cannot work: {problem}")
            : new SubscriptionSettings
            {
                PageSize = options.PageSize,
                PageBytes = options.PageBytes,
                TransactionTime = options.TransactionTime,
                MinPollInterval = options.MinPollInterval,
                MaxPollInterval = options.MaxPollInterval,
                MaxAttempts = options.MaxAttempts,
                RetryDelay = options.RetryDelay,
                MaxRetryDelay = options.MaxRetryDelay,
                GraceTime = options.GraceTime,
            };
    }

    private static string? Problem(SubscriptionOptions options)
    {
        var shortest = TimeSpan.FromMilliseconds(1);
        var longest = TimeSpan.FromDays(MaxDays);
        return options switch
        {
            { PageSize: < 1 or > MaxPageSize } => $"PageSize is from 1 to {MaxPageSize}.",
            { PageBytes: < 1 or > MaxPageBytes } => $"PageBytes is from 1 to {MaxPageBytes}.",
            { MaxAttempts: < 1 } => "MaxAttempts is at least 1.",
            _ when options.TransactionTime < shortest => "TransactionTime is at least 1 ms.",
            _ when options.MinPollInterval < shortest => "MinPollInterval is at least 1 ms.",
            _ when options.MaxPollInterval < options.MinPollInterval => "MaxPollInterval is not below MinPollInterval.",
            _ when options.MaxPollInterval > longest => $"MaxPollInterval is at most {MaxDays} days.",
            _ when options.RetryDelay < shortest => "RetryDelay is at least 1 ms.",
            _ when options.MaxRetryDelay < options.RetryDelay => "MaxRetryDelay is not below RetryDelay.",
            _ when options.MaxRetryDelay > longest => $"MaxRetryDelay is at most {MaxDays} days.",
            _ when options.GraceTime < TimeSpan.Zero => "GraceTime is not negative.",
            _ when options.GraceTime > longest => $"GraceTime is at most {MaxDays} days.",
            _ => null,
        };
    }
}
