using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresProjectionTests(PostgresFixture fixture) : ProjectionSpecification<PostgresFixture>(fixture.OrSkip());
