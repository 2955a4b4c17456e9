using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresLockTests(PostgresFixture fixture) : LockSpecification<PostgresFixture>(fixture.OrSkip());
