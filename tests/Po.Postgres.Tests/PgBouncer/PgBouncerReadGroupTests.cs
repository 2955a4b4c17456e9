using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerReadGroupTests(PgBouncerFixture fixture) : ReadGroupSpecification<PgBouncerFixture>(fixture.OrSkip());
