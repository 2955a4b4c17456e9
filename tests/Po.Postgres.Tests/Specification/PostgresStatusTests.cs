using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresStatusTests(PostgresFixture fixture) : StatusSpecification<PostgresFixture>(fixture.OrSkip());
