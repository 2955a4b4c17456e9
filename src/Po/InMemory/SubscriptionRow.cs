using System.Collections.Immutable;

namespace Po;

// What is stored about a subscription. Never changed: a transaction replaces it, and knows by the object whether somebody else has.
internal sealed record SubscriptionRow
{
    public long Position { get; init; }

    // Null until something is committed about it: until then the row only marks that somebody has locked it.
    public DateTimeOffset? ChangedAt { get; init; }

    public SubscriptionStatus Status { get; init; } = SubscriptionStatus.Running;

    public ImmutableSortedDictionary<long, ParkedMessage> Parked { get; init; } = ImmutableSortedDictionary<long, ParkedMessage>.Empty;

    public string? Owner { get; init; }

    public long Epoch { get; init; }

    public DateTimeOffset LeasedUntil { get; init; }

    public StoredSubscription Describe(string id, long parked, DateTimeOffset now) => new()
    {
        Id = id,
        Position = Position,
        ChangedAt = ChangedAt ?? default,
        Status = Status,
        ParkedMessages = parked,
        IsReplayRequested = Parked.Values.Any(message => message.IsReplayRequested),
        IsNew = ChangedAt is null,
        Owner = Owner,
        Epoch = Epoch,
        LeaseLeft = Owner is null ? TimeSpan.Zero : LeasedUntil - now,
    };

    public StoredSubscription Describe(string id, DateTimeOffset now) => Describe(id, Math.Min(Parked.Count, 1), now);

    public IReadOnlyList<ParkedMessage> ReadParked(ParkedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxCount, 1, nameof(request));
        return
        [
            .. Parked.Values
                .Where(message => message.GlobalNumber >= request.From
                    && (request.Stream is null || message.Stream == request.Stream)
                    && (!request.OnlyRequested || message.IsReplayRequested))
                .Take(request.MaxCount),
        ];
    }

    public IReadOnlyList<ParkedStream> FindParkedStreams(IReadOnlyCollection<StreamId> streams) =>
    [
        .. Parked.Values
            .Where(message => streams.Contains(message.Stream))
            .GroupBy(message => message.Stream)
            .Select(group => new ParkedStream(group.Key, group.Any(message => message.IsReplayRequested))),
    ];

    public SubscriptionRow Park(IReadOnlyList<ParkedMessage> messages) => this with
    {
        Parked = Parked.SetItems(messages.Select(message => KeyValuePair.Create(
            message.GlobalNumber,
            message with
            {
                Error = SubscriptionStatus.Shorten(message.Error),
                ParkedAt = Parked.GetValueOrDefault(message.GlobalNumber)?.ParkedAt ?? InMemoryLog.ToMicroseconds(message.ParkedAt),
            }))),
    };

    public SubscriptionRow RequestReplay(StreamId? stream, bool isRequested) => this with
    {
        Parked = Parked.SetItems(Parked
            .Where(parked => stream is null || parked.Value.Stream == stream)
            .Select(parked => KeyValuePair.Create(parked.Key, parked.Value with { IsReplayRequested = isRequested }))),
    };

    public SubscriptionRow Unpark(StreamId? stream, long from, long to) => this with
    {
        Parked = Parked.RemoveRange(Parked.Values
            .Where(message => message.GlobalNumber >= from && message.GlobalNumber <= to && (stream is null || message.Stream == stream))
            .Select(message => message.GlobalNumber)),
    };

    public SubscriptionRow SetStatus(SubscriptionStatus status) => this with { Status = status with { Error = SubscriptionStatus.Shorten(status.Error) } };
}
