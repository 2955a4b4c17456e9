using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerFilterTests(PgBouncerFixture fixture) : FilterSpecification<PgBouncerFixture>(fixture.OrSkip());
