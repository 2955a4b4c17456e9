using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresParkingTests(PostgresFixture fixture) : ParkingSpecification<PostgresFixture>(fixture.OrSkip());
