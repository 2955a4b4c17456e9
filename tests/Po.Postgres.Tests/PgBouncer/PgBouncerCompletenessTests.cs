using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerCompletenessTests(PgBouncerFixture fixture) : CompletenessSpecification<PgBouncerFixture>(fixture.OrSkip());
