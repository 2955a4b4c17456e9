using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresModelTests(PostgresFixture fixture) : ModelSpecification<PostgresFixture>(fixture.OrSkip());
