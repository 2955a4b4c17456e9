using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresIdempotenceTests(PostgresFixture fixture) : IdempotenceSpecification<PostgresFixture>(fixture.OrSkip());
