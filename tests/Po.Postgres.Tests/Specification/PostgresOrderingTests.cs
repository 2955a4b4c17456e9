using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresOrderingTests(PostgresFixture fixture) : OrderingSpecification<PostgresFixture>(fixture.OrSkip());
