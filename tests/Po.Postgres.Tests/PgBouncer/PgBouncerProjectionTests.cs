using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerProjectionTests(PgBouncerFixture fixture) : ProjectionSpecification<PgBouncerFixture>(fixture.OrSkip());
