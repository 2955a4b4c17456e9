using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresLeaseTests(PostgresFixture fixture) : LeaseSpecification<PostgresFixture>(fixture.OrSkip());
