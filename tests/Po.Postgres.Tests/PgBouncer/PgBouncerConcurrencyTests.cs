using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerConcurrencyTests(PgBouncerFixture fixture) : ConcurrencySpecification<PgBouncerFixture>(fixture.OrSkip());
