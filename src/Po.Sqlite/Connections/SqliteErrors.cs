using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Po.Sqlite;

// What the result codes of SQLite mean to the store: the one place that looks at them.
internal static class SqliteErrors
{
    private const int PrimaryCodeMask = 0xff;

    /// <summary>Somebody else has the lock; the same call can succeed later.</summary>
    public static bool IsBusy(int code) => (code & PrimaryCodeMask) is SQLITE_BUSY or SQLITE_LOCKED or SQLITE_PROTOCOL;

    /// <inheritdoc cref="IsBusy(int)"/>
    public static bool IsBusy(SqliteException exception) => IsBusy(exception.SqliteErrorCode);

    public static bool IsUniqueViolation(SqliteException exception) =>
        exception.SqliteExtendedErrorCode == SQLITE_CONSTRAINT_UNIQUE;

    /// <summary>Whether the cause goes away without anybody changing the program: a lock, a full disk, a failing one.</summary>
    public static bool IsTransient(SqliteException exception) => IsBusy(exception)
        || exception.SqliteErrorCode is SQLITE_FULL or SQLITE_IOERR or SQLITE_NOMEM or SQLITE_INTERRUPT;

    /// <summary>Whether the connection may be of no use any more.</summary>
    public static bool SpoilsConnection(SqliteException exception) =>
        exception.SqliteErrorCode is SQLITE_IOERR or SQLITE_CORRUPT or SQLITE_NOTADB or SQLITE_CANTOPEN or SQLITE_NOMEM or SQLITE_READONLY;

    /// <summary>An error of the surroundings in words that its reader can act on; null for what only a defect can cause.</summary>
    public static StoreUnavailableException? Describe(Exception exception, string store)
    {
        if (exception is not SqliteException sqlite)
        {
            return null;
        }

        var reason = sqlite.SqliteErrorCode switch
        {
            SQLITE_READONLY when sqlite.SqliteExtendedErrorCode == SQLITE_READONLY_DBMOVED =>
                "the file was moved or deleted while it was in use",
            SQLITE_READONLY => "the file, or the folder that it is in, is read-only for this process",
            SQLITE_FULL => "the disk is full, or the file has reached its largest size; nothing was stored",
            SQLITE_IOERR => "the disk has reported an error, so whether the last commit was stored is not known; an append can be "
                + "repeated with the same message ids",
            SQLITE_CORRUPT => "the file is damaged; restore a backup",
            SQLITE_NOTADB => "the file is not a SQLite database, or it is encrypted and the password is missing",
            SQLITE_CANTOPEN => "the file cannot be opened; check the path, and that this process may read and write it and its folder",
            SQLITE_PERM or SQLITE_AUTH => "this process may not use the file",
            SQLITE_NOMEM => "there is no memory left",
            SQLITE_NOLFS => "the file system does not hold files as large as this",
            SQLITE_BUSY or SQLITE_LOCKED or SQLITE_PROTOCOL => "another process has it locked",
            _ => null,
        };
        return reason is null ? null : new StoreUnavailableException(store, reason, exception);
    }
}
