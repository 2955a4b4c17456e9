using System.ComponentModel.DataAnnotations;

namespace Po.Sqlite;

/// <summary>How the SQLite store works.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The file of the database, or a connection string of Microsoft.Data.Sqlite that names one.</summary>
    /// <value>Required. A database in memory is refused: the in-memory store of Po is the better choice.</value>
    [Required]
    public string Database { get; set; } = "";

    /// <summary>How long a write waits for another process, or for a transaction of this one, before <see cref="StoreBusyException"/>.</summary>
    /// <value>From 1 ms to a day; 30 s by default.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most messages that are committed together for appends that wait together; a larger append is committed alone.</summary>
    /// <value>From 1 to 10,000; 1,000 by default.</value>
    [Range(1, 10_000)]
    public int MaxBatchMessages { get; set; } = 1_000;

    /// <summary>Whether the store creates and upgrades its schema by itself.</summary>
    /// <value>True by default. If false, a schema that is not up to date is refused.</value>
    public bool Migrate { get; set; } = true;
}
