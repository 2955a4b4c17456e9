using static SQLitePCL.raw;

namespace Po.Sqlite;

// The parked messages, on one connection. Not thread safe.
internal sealed class ParkedTable(StoreConnection connection)
{
    private readonly Utf8Cache<StreamId> _streams = new(64, StreamId.Parse);

    private Statement ParkStatement => field ??= connection.Prepare(
        "park_message", "@subscription_id", "@global_number", "@stream", "@attempts", "@error", "@parked_at", "@is_replay_requested");

    private Statement FindStreamStatement => field ??= connection.Prepare("find_parked_stream", "@subscription_id", "@stream");

    private Statement ReadStatement => field ??= connection.Prepare("read_parked", "@subscription_id", "@from", "@count");

    private Statement ReadRequestedStatement => field ??= connection.Prepare(
        "read_parked_requested", "@subscription_id", "@from", "@count");

    private Statement ReadStreamStatement => field ??= connection.Prepare(
        "read_parked_stream", "@subscription_id", "@stream", "@from", "@count");

    private Statement ReadStreamRequestedStatement => field ??= connection.Prepare(
        "read_parked_stream_requested", "@subscription_id", "@stream", "@from", "@count");

    private Statement RequestStatement => field ??= connection.Prepare("request_replay", "@is_replay_requested", "@subscription_id");

    private Statement RequestStreamStatement => field ??= connection.Prepare(
        "request_replay_stream", "@is_replay_requested", "@subscription_id", "@stream");

    private Statement UnparkStatement => field ??= connection.Prepare("unpark", "@subscription_id", "@from", "@to");

    private Statement UnparkStreamStatement => field ??= connection.Prepare("unpark_stream", "@subscription_id", "@stream", "@from", "@to");

    private Statement DeleteStatement => field ??= connection.Prepare("delete_parked", "@subscription_id");

    public int Park(string subscriptionId, IReadOnlyList<ParkedMessage> messages)
    {
        foreach (var message in messages)
        {
            ParkStatement.BindText(1, subscriptionId);
            ParkStatement.Bind(2, message.GlobalNumber);
            BindStream(ParkStatement, 3, message.Stream);
            ParkStatement.Bind(4, message.Attempts);
            ParkStatement.BindText(5, SubscriptionStatus.Shorten(message.Error));
            ParkStatement.Bind(6, Microseconds.FromTime(message.ParkedAt));
            ParkStatement.Bind(7, message.IsReplayRequested ? 1 : 0);
            ParkStatement.Execute();
        }

        return messages.Count;
    }

    public List<ParkedStream> FindStreams(string subscriptionId, IReadOnlyCollection<StreamId> streams)
    {
        var found = new List<ParkedStream>();
        foreach (var stream in streams)
        {
            FindStreamStatement.BindText(1, subscriptionId);
            BindStream(FindStreamStatement, 2, stream);
            try
            {
                if (FindStreamStatement.Step() && FindStreamStatement.GetInt64(0) == 1)
                {
                    found.Add(new ParkedStream(stream, FindStreamStatement.GetInt64(1) == 1));
                }
            }
            finally
            {
                FindStreamStatement.Reset();
            }
        }

        return found;
    }

    public List<ParkedMessage> Read(string subscriptionId, ParkedRequest request)
    {
        var statement = (request.Stream, request.OnlyRequested) switch
        {
            (null, false) => ReadStatement,
            (null, true) => ReadRequestedStatement,
            (_, false) => ReadStreamStatement,
            (_, true) => ReadStreamRequestedStatement,
        };
        var next = BindKey(statement, 1, subscriptionId, request.Stream);
        statement.Bind(next, request.From);
        statement.Bind(next + 1, request.MaxCount);
        var messages = new List<ParkedMessage>();
        try
        {
            while (statement.Step())
            {
                messages.Add(new ParkedMessage
                {
                    GlobalNumber = statement.GetInt64(0),
                    Stream = _streams.Get(statement.GetBytes(1)),
                    Attempts = (int)statement.GetInt64(2),
                    Error = statement.IsNull(3) ? null : statement.GetText(3),
                    ParkedAt = Microseconds.ToTime(statement.GetInt64(4)),
                    IsReplayRequested = statement.GetInt64(5) == 1,
                });
            }

            return messages;
        }
        finally
        {
            statement.Reset();
        }
    }

    public long RequestReplay(string subscriptionId, StreamId? stream, bool isRequested)
    {
        var statement = stream is null ? RequestStatement : RequestStreamStatement;
        statement.Bind(1, isRequested ? 1 : 0);
        BindKey(statement, 2, subscriptionId, stream);
        statement.Execute();
        return sqlite3_changes(connection.Handle);
    }

    public long Unpark(string subscriptionId, StreamId? stream, long from, long to)
    {
        var statement = stream is null ? UnparkStatement : UnparkStreamStatement;
        var next = BindKey(statement, 1, subscriptionId, stream);
        statement.Bind(next, from);
        statement.Bind(next + 1, to);
        statement.Execute();
        return sqlite3_changes(connection.Handle);
    }

    public bool Delete(string subscriptionId)
    {
        DeleteStatement.BindText(1, subscriptionId);
        DeleteStatement.Execute();
        return true;
    }

    // Where the next parameter is.
    private static int BindKey(Statement statement, int index, string subscriptionId, StreamId? stream)
    {
        statement.BindText(index, subscriptionId);
        if (stream is { } one)
        {
            BindStream(statement, ++index, one);
        }

        return index + 1;
    }

    private static void BindStream(Statement statement, int index, StreamId stream) =>
        statement.BindText(index, new StreamText(stream, stackalloc byte[StreamId.MaxBytes]).Text);
}
