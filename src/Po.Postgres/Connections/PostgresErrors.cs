using System.Net.Sockets;
using Npgsql;

namespace Po.Postgres;

// What an error of the server or the driver means. By codes, never by texts.
internal static class PostgresErrors
{
    private const string StreamNumberKey = "po_records_stream_number_key";
    private const string MessageIdKey = "po_records_message_id_key";
    private const string IdleInTransactionSessionTimeout = "25P03";
    private const string TransactionTimeout = "25P04";

    /// <summary>Whether the same work can succeed later.</summary>
    /// <param name="exception">The error.</param>
    public static bool IsTransient(Exception exception) => exception switch
    {
        PostgresException e => IsTransient(e.SqlState),
        NpgsqlException { InnerException: { } inner } => IsTransient(inner),
        AggregateException e => e.InnerExceptions.Any(IsTransient),
        IOException or SocketException or TimeoutException => true,
        StandbyException or StoreBusyException => true,
        _ => false,
    };

    /// <summary>Whether the server has refused to write, or answers as a standby: another server may have taken its place.</summary>
    /// <param name="exception">The error.</param>
    public static bool IsWrongServer(Exception exception) =>
        exception is StandbyException or PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction };

    /// <summary>Whether a transaction may have been committed although it ended in this error.</summary>
    /// <param name="exception">The error.</param>
    public static bool IsOutcomeUnknown(Exception exception) =>
        exception is not PostgresException { InvariantSeverity: "ERROR" } and not StandbyException;

    /// <summary>Whether another transaction has taken the number.</summary>
    /// <param name="exception">The error.</param>
    public static bool IsNumberTaken(Exception exception) => IsViolationOf(exception, StreamNumberKey);

    /// <summary>Whether a record with this id is stored already.</summary>
    /// <param name="exception">The error.</param>
    public static bool IsIdTaken(Exception exception) => IsViolationOf(exception, MessageIdKey);

    /// <summary>Whether a lock was not free within its time.</summary>
    /// <param name="exception">The error.</param>
    public static bool IsLockTimeout(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    /// <summary>Whether the server has cancelled the statement, on request or because of a time-out; nothing of it was stored.</summary>
    /// <param name="exception">The error.</param>
    public static bool IsStatementCancelled(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled }
            or OperationCanceledException { InnerException: PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } };

    /// <summary>Whether the error is about what was sent, so that other appends of the batch can be stored without it.</summary>
    /// <param name="exception">The error.</param>
    public static bool IsAboutData(Exception exception) => exception is PostgresException e
        ? e.SqlState[..2] is "22" or "23" or "54" or "P0"
        : exception is ArgumentException or InvalidCastException or FormatException or OverflowException;

    // 57014 among them: a statement that was cancelled by a time-out of the server may be quicker the next time.
    private static bool IsTransient(string state) => state[..2] switch
    {
        "08" or "53" => true,
        _ => state is PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.QueryCanceled
            or PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.IdleSessionTimeout
            or IdleInTransactionSessionTimeout
            or PostgresErrorCodes.ReadOnlySqlTransaction
            or TransactionTimeout,
    };

    private static bool IsViolationOf(Exception exception, string constraint) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } e && e.ConstraintName == constraint;
}
