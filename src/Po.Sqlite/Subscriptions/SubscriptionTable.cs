using static SQLitePCL.raw;

namespace Po.Sqlite;

// What is stored about subscriptions, on one connection, but for what they have parked. Writes without an answer return true. Not thread safe.
internal sealed class SubscriptionTable(StoreConnection connection)
{
    private Statement ReadPositionStatement => field ??= connection.Prepare("read_position", "@subscription_id");

    private Statement ReadStatement => field ??= connection.Prepare("read_subscription", "@subscription_id");

    private Statement ReadAllStatement => field ??= connection.Prepare("read_subscriptions");

    private Statement InsertStatement => field ??= connection.Prepare("insert_position", "@subscription_id");

    private Statement MoveStatement => field ??= connection.Prepare(
        "move_position", "@position", "@changed_at", "@subscription_id", "@locked");

    private Statement MoveWithStatusStatement => field ??= connection.Prepare(
        "move_position_with_status",
        "@position", "@changed_at", "@is_paused", "@failed_number", "@failed_attempts", "@error", "@stop_at", "@subscription_id", "@locked");

    private Statement SetLeaseStatement => field ??= connection.Prepare(
        "set_lease", "@owner", "@epoch", "@leased_until", "@subscription_id");

    private Statement DeleteStatement => field ??= connection.Prepare("delete_position", "@subscription_id");

    private Statement DeleteLockedStatement => field ??= connection.Prepare("delete_locked_position", "@subscription_id", "@locked");

    /// <summary>The stored position; null if none is stored.</summary>
    public long? ReadPosition(string subscriptionId)
    {
        ReadPositionStatement.BindText(1, subscriptionId);
        return ReadPositionStatement.ExecuteInt64();
    }

    /// <summary>What is stored; null if there is no row. Of parked messages it says only whether there are any.</summary>
    public StoredSubscription? Read(string subscriptionId, DateTimeOffset now)
    {
        ReadStatement.BindText(1, subscriptionId);
        try
        {
            return ReadStatement.Step() ? ReadRow(ReadStatement, subscriptionId, now) : null;
        }
        finally
        {
            ReadStatement.Reset();
        }
    }

    /// <summary>Everything about which something was committed, in any order, with the number of parked messages.</summary>
    public List<StoredSubscription> ReadAll(DateTimeOffset now)
    {
        var subscriptions = new List<StoredSubscription>();
        try
        {
            while (ReadAllStatement.Step())
            {
                subscriptions.Add(ReadRow(ReadAllStatement, ReadAllStatement.GetText(12), now));
            }

            return subscriptions;
        }
        finally
        {
            ReadAllStatement.Reset();
        }
    }

    public bool Insert(string subscriptionId)
    {
        InsertStatement.BindText(1, subscriptionId);
        InsertStatement.Execute();
        return true;
    }

    /// <summary>Moves a position, and changes the status if there is a new one, if the position is still the one that was locked.</summary>
    public bool TryMove(string subscriptionId, long locked, long position, SubscriptionStatus? status, DateTimeOffset changedAt)
    {
        var statement = status is null ? MoveStatement : MoveWithStatusStatement;
        statement.Bind(1, position);
        statement.Bind(2, Microseconds.FromTime(changedAt));
        var next = 3;
        if (status is not null)
        {
            statement.Bind(next++, status.IsPaused ? 1 : 0);
            statement.Bind(next++, status.FailedNumber);
            statement.Bind(next++, status.FailedAttempts);
            statement.BindText(next++, SubscriptionStatus.Shorten(status.Error));
            if (status.StopAt is { } number)
            {
                statement.Bind(next++, number);
            }
            else
            {
                statement.BindNull(next++);
            }
        }

        statement.BindText(next, subscriptionId);
        statement.Bind(next + 1, locked);
        statement.Execute();
        return sqlite3_changes(connection.Handle) == 1;
    }

    /// <summary>Stores to whom a subscription belongs.</summary>
    public bool SetLease(string subscriptionId, NewLease lease)
    {
        SetLeaseStatement.BindText(1, lease.Owner);
        SetLeaseStatement.Bind(2, lease.Epoch);
        SetLeaseStatement.Bind(3, Microseconds.FromTime(lease.Until));
        SetLeaseStatement.BindText(4, subscriptionId);
        SetLeaseStatement.Execute();
        return true;
    }

    /// <summary>Removes a position with its status.</summary>
    public bool Delete(string subscriptionId)
    {
        DeleteStatement.BindText(1, subscriptionId);
        DeleteStatement.Execute();
        return true;
    }

    /// <summary>As <see cref="Delete"/>, if the position is still the one that was locked.</summary>
    public bool TryDelete(string subscriptionId, long locked)
    {
        DeleteLockedStatement.BindText(1, subscriptionId);
        DeleteLockedStatement.Bind(2, locked);
        DeleteLockedStatement.Execute();
        return sqlite3_changes(connection.Handle) == 1;
    }

    // A process of the version before this one moves a position without saying when.
    private static StoredSubscription ReadRow(Statement row, string subscriptionId, DateTimeOffset now) => new()
    {
        Id = subscriptionId,
        Position = row.GetInt64(0),
        ChangedAt = row.IsNull(1) ? default : Microseconds.ToTime(row.GetInt64(1)),
        IsNew = row.IsNull(1) && row.GetInt64(0) == 0,
        Status = new SubscriptionStatus
        {
            IsPaused = row.GetInt64(2) == 1,
            FailedNumber = row.GetInt64(3),
            FailedAttempts = (int)row.GetInt64(4),
            Error = row.IsNull(5) ? null : row.GetText(5),
            StopAt = row.IsNull(6) ? null : row.GetInt64(6),
        },
        Owner = row.IsNull(7) ? null : row.GetText(7),
        Epoch = row.GetInt64(8),
        LeaseLeft = row.IsNull(9) ? TimeSpan.Zero : Microseconds.ToTime(row.GetInt64(9)) - now,
        ParkedMessages = row.GetInt64(10),
        IsReplayRequested = row.GetInt64(11) == 1,
    };
}
