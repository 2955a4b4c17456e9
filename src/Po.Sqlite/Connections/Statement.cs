using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Po.Sqlite;

// A prepared statement on the driver's own handle. It spares what the driver's commands cost for each execution, and above all the
// sleeping of the thread with which they answer a busy database. Not thread safe, like the connection.
internal sealed class Statement : IDisposable
{
    private const int MaxStackBytes = 512;
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;

    private Statement(sqlite3 db, sqlite3_stmt statement)
    {
        _db = db;
        _statement = statement;
    }

    /// <summary>Prepares a statement file.</summary>
    /// <param name="db">The connection.</param>
    /// <param name="name">The name of the file.</param>
    /// <param name="parameters">The names of its parameters in the order in which they are bound, from 1.</param>
    public static Statement Prepare(sqlite3 db, string name, params ReadOnlySpan<string> parameters)
    {
        Check(db, sqlite3_prepare_v3(db, SqlFiles.Statements[name], SQLITE_PREPARE_PERSISTENT, out var statement));
        for (var i = 0; i < parameters.Length; i++)
        {
            if (sqlite3_bind_parameter_name(statement, i + 1).utf8_to_string() != parameters[i])
            {
                throw new InvalidOperationException($"Parameter {i + 1} of the statement {name} is not {parameters[i]}.");
            }
        }

        return sqlite3_bind_parameter_count(statement) == parameters.Length
            ? new Statement(db, statement)
            : throw new InvalidOperationException($"The statement {name} does not have {parameters.Length} parameters.");
    }

    public void Bind(int index, long value) => Check(_db, sqlite3_bind_int64(_statement, index, value));

    public void BindBlob(int index, ReadOnlySpan<byte> value) => Check(_db, value.IsEmpty
        ? sqlite3_bind_zeroblob(_statement, index, 0)
        : sqlite3_bind_blob(_statement, index, value));

    public void BindNull(int index) => Check(_db, sqlite3_bind_null(_statement, index));

    public void BindText(int index, ReadOnlySpan<byte> utf8) => Check(_db, sqlite3_bind_text(_statement, index, utf8));

    public void BindText(int index, string? value)
    {
        if (value is null)
        {
            BindNull(index);
        }
        else if (value.Length == 0)
        {
            // A span without bytes has no address, and text without an address would be NULL.
            Check(_db, sqlite3_bind_text(_statement, index, ""));
        }
        else if (value.Length <= MaxStackBytes / 3)
        {
            Span<byte> utf8 = stackalloc byte[MaxStackBytes];
            BindText(index, utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
        }
        else
        {
            BindText(index, Encoding.UTF8.GetBytes(value));
        }
    }

    /// <summary>Goes on to the next row, if there is one.</summary>
    public bool Step()
    {
        var code = TryStep();
        if (code is not (SQLITE_ROW or SQLITE_DONE))
        {
            Check(_db, code);
        }

        return code == SQLITE_ROW;
    }

    /// <summary>Goes on to the next row and leaves it to the caller what the result code means.</summary>
    public int TryStep() => sqlite3_step(_statement);

    /// <summary>Makes the statement ready for the next execution; what was bound stays.</summary>
    public void Reset() => sqlite3_reset(_statement);

    /// <summary>Executes a statement whose rows nobody wants.</summary>
    public void Execute()
    {
        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Executes a statement that answers with a number; null if it has no row or the number is NULL.</summary>
    public long? ExecuteInt64()
    {
        try
        {
            return Step() && !IsNull(0) ? GetInt64(0) : null;
        }
        finally
        {
            Reset();
        }
    }

    public bool IsNull(int column) => sqlite3_column_type(_statement, column) == SQLITE_NULL;

    public long GetInt64(int column) => sqlite3_column_int64(_statement, column);

    /// <summary>The bytes of a blob, or of a text in UTF-8; valid until the next step. NULL has none.</summary>
    public ReadOnlySpan<byte> GetBytes(int column) => sqlite3_column_blob(_statement, column);

    public string GetText(int column) => Encoding.UTF8.GetString(GetBytes(column));

    public void Dispose() => _statement.Dispose();

    /// <exception cref="SqliteException">The code is an error.</exception>
    public static void Check(sqlite3 db, int code)
    {
        if (code != SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, db);
        }
    }
}
