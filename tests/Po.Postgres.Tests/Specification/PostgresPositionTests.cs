using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresPositionTests(PostgresFixture fixture) : PositionSpecification<PostgresFixture>(fixture.OrSkip());
