using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerTogetherTests(PgBouncerFixture fixture) : TogetherSpecification<PgBouncerFixture>(fixture.OrSkip());
