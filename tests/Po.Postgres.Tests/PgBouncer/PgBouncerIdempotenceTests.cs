using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerIdempotenceTests(PgBouncerFixture fixture) : IdempotenceSpecification<PgBouncerFixture>(fixture.OrSkip());
