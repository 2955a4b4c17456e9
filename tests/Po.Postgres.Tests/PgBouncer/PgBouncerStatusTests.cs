using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerStatusTests(PgBouncerFixture fixture) : StatusSpecification<PgBouncerFixture>(fixture.OrSkip());
