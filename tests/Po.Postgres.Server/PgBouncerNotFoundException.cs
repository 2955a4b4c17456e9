namespace Po.Postgres.Server;

/// <summary>There is no PgBouncer for tests.</summary>
public sealed class PgBouncerNotFoundException() : Exception("No PgBouncer for tests: install its program (Debian: pgbouncer).");
