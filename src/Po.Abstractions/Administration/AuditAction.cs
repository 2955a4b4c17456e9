namespace Po;

/// <summary>What can be done to a subscription. Stored by its number: a number keeps its meaning.</summary>
public enum AuditAction
{
    /// <summary>It was told to stand still.</summary>
    Pause = 1,

    /// <summary>It was told to go on.</summary>
    Resume = 2,

    /// <summary>Its failing message was given all its attempts again.</summary>
    Retry = 3,

    /// <summary>A message was passed over that nobody has handled.</summary>
    Skip = 4,

    /// <summary>A message was parked.</summary>
    Park = 5,

    /// <summary>Parked messages were to be handed over again.</summary>
    Replay = 6,

    /// <summary>Parked messages were given up.</summary>
    Drop = 7,

    /// <summary>Its position was moved.</summary>
    Move = 8,

    /// <summary>It was to start again from the beginning.</summary>
    Reset = 9,

    /// <summary>Everything that was stored about it was removed.</summary>
    Delete = 10,

    /// <summary>It began somewhere else than at the beginning.</summary>
    Start = 11,

    /// <summary>It was split into another number of partitions.</summary>
    Repartition = 12,

    /// <summary>What a rebuild has built has become its content.</summary>
    Rebuild = 13,
}
