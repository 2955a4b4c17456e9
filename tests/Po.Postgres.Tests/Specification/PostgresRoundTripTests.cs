using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresRoundTripTests(PostgresFixture fixture) : RoundTripSpecification<PostgresFixture>(fixture.OrSkip());
