using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresReplacementTests(PostgresFixture fixture) : ReplacementSpecification<PostgresFixture>(fixture.OrSkip());
