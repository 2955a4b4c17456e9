using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerRoundTripTests(PgBouncerFixture fixture) : RoundTripSpecification<PgBouncerFixture>(fixture.OrSkip());
