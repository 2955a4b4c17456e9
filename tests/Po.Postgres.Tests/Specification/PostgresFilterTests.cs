using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresFilterTests(PostgresFixture fixture) : FilterSpecification<PostgresFixture>(fixture.OrSkip());
