using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresConcurrencyTests(PostgresFixture fixture) : ConcurrencySpecification<PostgresFixture>(fixture.OrSkip());
