namespace Po;

// The options of one subscription, checked and frozen: changing the options later changes no running worker.
internal sealed record SubscriptionSettings
{
    private const int MaxPageSize = 10_000;
    private const int MaxPageBytes = 64 * 1024 * 1024;

    public required int PageSize { get; init; }

    public required int PageBytes { get; init; }

    public required TimeSpan TransactionTime { get; init; }

    public required TimeSpan MinPollInterval { get; init; }

    public required TimeSpan MaxPollInterval { get; init; }

    public required int MaxAttempts { get; init; }

    public required TimeSpan RetryDelay { get; init; }

    public required TimeSpan MaxRetryDelay { get; init; }

    public required TimeSpan GraceTime { get; init; }

    public required FailurePolicy OnFailure { get; init; }

    public required UnknownMessagePolicy OnUnknownMessage { get; init; }

    public required IReadOnlyList<string> PermanentExceptions { get; init; }

    public required TimeSpan HandlerTimeout { get; init; }

    public required SubscriptionMode Mode { get; init; }

    public required TimeSpan LeaseTime { get; init; }

    public required int Partitions { get; init; }

    public required Func<Message, string>? PartitionBy { get; init; }

    public required StartFrom StartFrom { get; init; }

    public required long? StartAfter { get; init; }

    public required DateTimeOffset? StartTime { get; init; }

    public required IReadOnlyList<string>? Groups { get; init; }

    public required IReadOnlyList<string>? MessageTypes { get; init; }

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
                OnFailure = options.OnFailure,
                OnUnknownMessage = options.OnUnknownMessage,
                PermanentExceptions = [.. options.PermanentExceptions],
                HandlerTimeout = options.HandlerTimeout,
                Mode = options.Mode,
                LeaseTime = options.LeaseTime,
                Partitions = options.Partitions,
                PartitionBy = options.PartitionBy,
                StartFrom = options.StartFrom,
                StartAfter = options.StartAfter,
                StartTime = options.StartTime,
                Groups = Filter(options.Groups),
                MessageTypes = Filter(options.MessageTypes),
            };
    }

    // Sorted, so that subscriptions with the same filter share their pages.
    private static string[]? Filter(IList<string> names) =>
        names.Count == 0 ? null : [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string? Problem(SubscriptionOptions options)
    {
        var shortest = TimeSpan.FromMilliseconds(1);
        var longest = Backoff.LongestTimer;
        return options switch
        {
            { PageSize: < 1 or > MaxPageSize } => $"PageSize is from 1 to {MaxPageSize}.",
            { PageBytes: < 1 or > MaxPageBytes } => $"PageBytes is from 1 to {MaxPageBytes}.",
            { MaxAttempts: < 1 } => "MaxAttempts is at least 1.",
            _ when options.TransactionTime < shortest => "TransactionTime is at least 1 ms.",
            _ when options.MinPollInterval < shortest => "MinPollInterval is at least 1 ms.",
            _ when options.MaxPollInterval < options.MinPollInterval => "MaxPollInterval is not below MinPollInterval.",
            _ when options.MaxPollInterval > longest => $"MaxPollInterval is at most {Backoff.MaxDays} days.",
            _ when options.RetryDelay < shortest => "RetryDelay is at least 1 ms.",
            _ when options.MaxRetryDelay < options.RetryDelay => "MaxRetryDelay is not below RetryDelay.",
            _ when options.MaxRetryDelay > longest => $"MaxRetryDelay is at most {Backoff.MaxDays} days.",
            _ when options.GraceTime < TimeSpan.Zero => "GraceTime is not negative.",
            _ when options.GraceTime > longest => $"GraceTime is at most {Backoff.MaxDays} days.",
            _ when options.HandlerTimeout < shortest || options.HandlerTimeout > longest =>
                $"HandlerTimeout is from 1 ms to {Backoff.MaxDays} days.",
            _ when options.LeaseTime < TimeSpan.FromSeconds(1) || options.LeaseTime > longest => $"LeaseTime is from 1 s to {Backoff.MaxDays} days.",
            { Mode: < SubscriptionMode.Transactional or > SubscriptionMode.Detached } => "Mode is Transactional or Detached.",
            { OnFailure: < FailurePolicy.Pause or > FailurePolicy.Skip } => "OnFailure is Pause, ParkStream or Skip.",
            { OnUnknownMessage: < UnknownMessagePolicy.Fail or > UnknownMessagePolicy.Skip } => "OnUnknownMessage is Fail or Skip.",
            { StartFrom: < StartFrom.Beginning or > StartFrom.Now } => "StartFrom is Beginning or Now.",
            { Partitions: < 1 or > PartitionId.MaxCount } => $"Partitions is from 1 to {PartitionId.MaxCount}.",
            { StartAfter: < 0 } => "StartAfter is not negative.",
            { StartAfter: not null, StartTime: not null } => "StartAfter and StartTime are two places to begin: choose one.",
            { StartFrom: not StartFrom.Beginning } when options.StartAfter is not null || options.StartTime is not null =>
                "StartFrom and StartAfter or StartTime are two places to begin: choose one.",
            _ when options.Groups.Concat(options.MessageTypes).Concat(options.PermanentExceptions).Any(string.IsNullOrWhiteSpace) =>
                "Groups, MessageTypes and PermanentExceptions hold no empty names.",
            _ when options.MessageTypes.Any(MessageNames.HasVersion) => "MessageTypes holds names without versions: every version is read.",
            _ => null,
        };
    }
}
