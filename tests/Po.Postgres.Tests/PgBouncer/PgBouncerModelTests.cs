using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerModelTests(PgBouncerFixture fixture) : ModelSpecification<PgBouncerFixture>(fixture.OrSkip());
