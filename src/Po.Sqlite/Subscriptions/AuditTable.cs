namespace Po.Sqlite;

// What was done to subscriptions, on one connection. Not thread safe.
internal sealed class AuditTable(StoreConnection connection)
{
    private Statement AddStatement => field ??= connection.Prepare(
        "add_audit", "@acted_at", "@subscription_id", "@action", "@actor", "@detail");

    private Statement ReadStatement => field ??= connection.Prepare("read_audit", "@before", "@count");

    private Statement ReadSubscriptionStatement => field ??= connection.Prepare(
        "read_audit_subscription", "@subscription_id", "@before", "@count");

    public bool Add(string subscriptionId, AuditEntry entry)
    {
        AddStatement.Bind(1, Microseconds.FromTime(entry.Time));
        AddStatement.BindText(2, subscriptionId);
        AddStatement.Bind(3, (long)entry.Action);
        AddStatement.BindText(4, entry.Actor);
        AddStatement.BindText(5, SubscriptionStatus.Shorten(entry.Detail));
        AddStatement.Execute();
        return true;
    }

    public List<AuditEntry> Read(string? subscriptionId, long before, int maxCount)
    {
        var statement = subscriptionId is null ? ReadStatement : ReadSubscriptionStatement;
        var next = 1;
        if (subscriptionId is not null)
        {
            statement.BindText(next++, subscriptionId);
        }

        statement.Bind(next, before);
        statement.Bind(next + 1, maxCount);
        var entries = new List<AuditEntry>();
        try
        {
            while (statement.Step())
            {
                entries.Add(new AuditEntry
                {
                    Number = statement.GetInt64(0),
                    Time = Microseconds.ToTime(statement.GetInt64(1)),
                    SubscriptionId = statement.GetText(2),
                    Action = (AuditAction)statement.GetInt64(3),
                    Actor = statement.GetText(4),
                    Detail = statement.GetText(5),
                });
            }

            return entries;
        }
        finally
        {
            statement.Reset();
        }
    }
}
