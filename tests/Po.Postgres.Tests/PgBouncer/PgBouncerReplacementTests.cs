using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerReplacementTests(PgBouncerFixture fixture) : ReplacementSpecification<PgBouncerFixture>(fixture.OrSkip());
