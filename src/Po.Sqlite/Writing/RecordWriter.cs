using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Po.Sqlite;

// Appends inside the transaction that is open on one connection. An exception of Po leaves the transaction as it was. Not thread safe.
internal sealed class RecordWriter(StoreConnection connection)
{
    private const int IdBytes = 16;

    private Statement Insert => field ??= connection.Prepare(
        "append_record",
        "@stream",
        "@stream_group",
        "@number",
        "@message_id",
        "@message_type",
        "@data",
        "@headers",
        "@correlation_id",
        "@causation_id",
        "@recorded_at");

    private Statement FindId => field ??= connection.Prepare("find_message_id", "@message_id");

    private Statement ReadIds => field ??= connection.Prepare("read_message_ids", "@stream", "@from", "@count");

    private Statement Savepoint => field ??= connection.Prepare("savepoint_append");

    private Statement Release => field ??= connection.Prepare("release_append");

    private Statement RollbackTo => field ??= connection.Prepare("rollback_append");

    /// <summary>Appends, or recognises that this was appended before.</summary>
    /// <exception cref="WriteConflictException">The stream is not what was expected.</exception>
    /// <exception cref="DuplicateMessageIdException">An id is stored already, and this is no repetition.</exception>
    public AppendResult Append(AppendRequest request)
    {
        var stream = new StreamText(request.Stream, stackalloc byte[StreamId.MaxBytes]);
        var last = connection.Records.ReadLastNumber(stream.Text);
        if (!request.Expected.Allows(last))
        {
            return FindRepetition(request, stream) ?? throw new WriteConflictException(request.Stream, request.Expected, last);
        }

        return request.Records.Count == 1 ? InsertOne(request, stream, last) : InsertMany(request, stream, last);
    }

    // A statement that fails leaves no trace, so a single record needs no savepoint.
    private AppendResult InsertOne(AppendRequest request, StreamText stream, long last)
    {
        BindStream(stream);
        var globalNumber = TryInsert(request.Records[0], last + 1);
        return globalNumber is null
            ? FindRepetition(request, stream) ?? throw new DuplicateMessageIdException(request.Stream, request.Records[0].Id)
            : new AppendResult { Stream = request.Stream, LastNumber = last + 1, GlobalNumbers = [globalNumber.Value] };
    }

    private AppendResult InsertMany(AppendRequest request, StreamText stream, long last)
    {
        Savepoint.Execute();
        BindStream(stream);
        var globalNumbers = new long[request.Records.Count];
        for (var i = 0; i < globalNumbers.Length; i++)
        {
            if (TryInsert(request.Records[i], last + i + 1) is not { } globalNumber)
            {
                RollbackTo.Execute();
                Release.Execute();
                return FindRepetition(request, stream) ?? throw new DuplicateMessageIdException(request.Stream, request.Records[i].Id);
            }

            globalNumbers[i] = globalNumber;
        }

        Release.Execute();
        return new AppendResult { Stream = request.Stream, LastNumber = last + globalNumbers.Length, GlobalNumbers = globalNumbers };
    }

    private void BindStream(StreamText stream)
    {
        Insert.BindText(1, stream.Text);
        Insert.BindText(2, stream.Group);
    }

    // The global number, or null if the id is stored already: the number is one that this transaction has just read, so nothing
    // else can be there twice.
    private long? TryInsert(NewRecord record, long number)
    {
        Insert.Bind(3, number);
        BindId(Insert, 4, record.Id);
        Insert.BindText(5, record.Type);
        Insert.BindBlob(6, record.Data.Span);
        if (record.Headers.IsEmpty)
        {
            Insert.BindNull(7);
        }
        else
        {
            Insert.BindBlob(7, record.Headers.Span);
        }

        Insert.BindText(8, record.CorrelationId);
        Insert.BindText(9, record.CausationId);
        Insert.Bind(10, Microseconds.FromTime(record.Time));
        try
        {
            Insert.Execute();
            return sqlite3_last_insert_rowid(connection.Handle);
        }
        catch (SqliteException e) when (SqliteErrors.IsUniqueViolation(e))
        {
            return null;
        }
    }

    // Where the very same ids are stored, in this order, next to each other and in this stream; null if they are not.
    private AppendResult? FindRepetition(AppendRequest request, StreamText stream)
    {
        if (FindNumber(request.Records[0].Id, stream) is not { } first)
        {
            return null;
        }

        var globalNumbers = new long[request.Records.Count];
        ReadIds.BindText(1, stream.Text);
        ReadIds.Bind(2, first);
        ReadIds.Bind(3, globalNumbers.Length);
        try
        {
            for (var i = 0; i < globalNumbers.Length; i++)
            {
                if (!ReadIds.Step() || new Guid(ReadIds.GetBytes(0), bigEndian: true) != request.Records[i].Id)
                {
                    return null;
                }

                globalNumbers[i] = ReadIds.GetInt64(1);
            }
        }
        finally
        {
            ReadIds.Reset();
        }

        return new AppendResult
        {
            Stream = request.Stream,
            LastNumber = first + globalNumbers.Length - 1,
            GlobalNumbers = globalNumbers,
            IsRepetition = true,
        };
    }

    private long? FindNumber(Guid id, StreamText stream)
    {
        BindId(FindId, 1, id);
        try
        {
            return FindId.Step() && FindId.GetBytes(0).SequenceEqual(stream.Text) ? FindId.GetInt64(1) : null;
        }
        finally
        {
            FindId.Reset();
        }
    }

    private static void BindId(Statement statement, int index, Guid id)
    {
        Span<byte> bytes = stackalloc byte[IdBytes];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        statement.BindBlob(index, bytes);
    }
}
