using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresSnapshotTests(PostgresFixture fixture) : SnapshotSpecification<PostgresFixture>(fixture.OrSkip());
