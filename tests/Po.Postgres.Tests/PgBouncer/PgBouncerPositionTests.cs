using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerPositionTests(PgBouncerFixture fixture) : PositionSpecification<PgBouncerFixture>(fixture.OrSkip());
