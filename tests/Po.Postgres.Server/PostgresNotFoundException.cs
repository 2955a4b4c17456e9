namespace Po.Postgres.Server;

/// <summary>There is no PostgreSQL server for tests.</summary>
/// <param name="innerException">Why Docker, the last resort, did not help.</param>
public sealed class PostgresNotFoundException(Exception innerException)
    : Exception(
        "No PostgreSQL for tests: set PO_TEST_POSTGRES to a connection string, install the server's programs (Debian: postgresql), or "
        + "run Docker.",
        innerException);
