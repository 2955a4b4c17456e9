using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerParkingTests(PgBouncerFixture fixture) : ParkingSpecification<PgBouncerFixture>(fixture.OrSkip());
