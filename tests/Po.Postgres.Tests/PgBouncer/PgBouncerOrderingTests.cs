using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerOrderingTests(PgBouncerFixture fixture) : OrderingSpecification<PgBouncerFixture>(fixture.OrSkip());
