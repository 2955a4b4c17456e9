using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerReadStreamTests(PgBouncerFixture fixture) : ReadStreamSpecification<PgBouncerFixture>(fixture.OrSkip());
