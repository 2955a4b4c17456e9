using System.ComponentModel.DataAnnotations;

namespace Po.Postgres;

/// <summary>How the PostgreSQL store works; bound from the section <c>Po:Postgres</c>, for a named store <c>Po:Stores:{name}:Postgres</c>.</summary>
public sealed class PostgresStoreOptions
{
    /// <summary>The database: a connection string of Npgsql (<c>Host=…</c>) or a URL (<c>postgres://user:password@host/database</c>).</summary>
    /// <value>Null, the default, uses the registered <c>NpgsqlDataSource</c>, for a named store the one with that name as its key.</value>
    public string? ConnectionString { get; set; }

    /// <summary>The schema that holds Po's tables.</summary>
    /// <value><c>public</c> by default: lower-case letters, digits and underscores, at most 48, no digit first.</value>
    [Required]
    [RegularExpression(PostgresIdentifier.Pattern)]
    public string Schema { get; set; } = "public";

    /// <summary>Whether the store creates and upgrades its schema by itself; otherwise a DBA runs <see cref="PostgresSchema.CreateScript"/>.</summary>
    /// <value>True by default.</value>
    public bool Migrate { get; set; } = true;

    /// <summary>The most messages that are committed together for appends that wait together; a larger append is committed alone.</summary>
    /// <value>From 1 to 10,000; 1,000 by default.</value>
    [Range(1, 10_000)]
    public int MaxBatchMessages { get; set; } = 1_000;

    /// <summary>The most bytes of data that are committed together; a larger append is committed alone.</summary>
    /// <value>From 1 KiB to 256 MiB; 4 MiB by default.</value>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxBatchBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many batches of appends may be under way at the same time; each has a connection of its own while it works.</summary>
    /// <value>From 1 to 16; 2 by default.</value>
    [Range(1, 16)]
    public int MaxConcurrentBatches { get; set; } = 2;

    /// <summary>How many appends may wait for their batch; further callers wait until there is room.</summary>
    /// <value>From 1 to 1,000,000; 10,000 by default.</value>
    [Range(1, 1_000_000)]
    public int MaxWaitingAppends { get; set; } = 10_000;

    /// <summary>How long an append is tried, through lost connections and behind open transactions on its stream, before it fails.</summary>
    /// <value>From 1 ms to one hour; 30 s by default.</value>
    public TimeSpan AppendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The server ends a transaction of a handler that has sent nothing for this long: a frozen worker cannot commit later.</summary>
    /// <value>From 1 ms to one day; 60 s by default. A handler may take this long between two uses of its transaction.</value>
    public TimeSpan IdleTransactionTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a statement of a handler's transaction waits for a lock of another one.</summary>
    /// <value>From 1 ms to one hour; 10 s by default.</value>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After this time without progress the log, health checks and metrics name the transaction that holds subscriptions back.</summary>
    /// <value>From 1 ms to one hour; 10 s by default.</value>
    public TimeSpan HeldBackWarning { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether processes wake each other with LISTEN and NOTIFY, on one connection of its own that stays open.</summary>
    /// <value>
    /// True by default. False leaves it to polling: switch it off behind a pooler that lends a connection for one transaction (PgBouncer in
    /// transaction mode); the store refuses to start otherwise.
    /// </value>
    public bool Listen { get; set; } = true;

    /// <summary>Whether statements are prepared, once a connection.</summary>
    /// <value>
    /// True by default. Behind a pooler (PgBouncer), which the store finds out by itself, they never are: there the name of a statement may mean
    /// another one in the next transaction.
    /// </value>
    public bool PrepareStatements { get; set; } = true;
}
