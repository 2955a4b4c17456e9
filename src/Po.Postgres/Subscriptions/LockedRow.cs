using Npgsql;

namespace Po.Postgres;

/// <summary>What lock_position.sql has returned.</summary>
/// <param name="Exists">Whether there is a row.</param>
/// <param name="Last">The last global number.</param>
/// <param name="Locked">What is stored about the subscription, now that it is locked; null if somebody else has it.</param>
/// <param name="IsCurrent">Whether what it says of parked messages is of the same moment as the row.</param>
internal readonly record struct LockedRow(bool Exists, long Last, StoredSubscription? Locked, bool IsCurrent)
{
    public static LockedRow Read(NpgsqlDataReader reader, string subscriptionId)
    {
        var (exists, last) = (reader.GetBoolean(0), reader.GetInt64(1));
        if (reader.IsDBNull(2))
        {
            return new LockedRow(exists, last, null, IsCurrent: true);
        }

        var locked = SubscriptionStatements.ReadRow(reader, subscriptionId, first: 2) with
        {
            ParkedMessages = reader.GetBoolean(12) ? 1 : 0,
            IsReplayRequested = reader.GetBoolean(13),
        };
        return new LockedRow(exists, last, locked, IsCurrent: reader.GetBoolean(14));
    }
}
