using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresWaitingLockTests(PostgresFixture fixture) : WaitingLockSpecification<PostgresFixture>(fixture.OrSkip());
