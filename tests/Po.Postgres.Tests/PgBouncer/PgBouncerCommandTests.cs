using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerCommandTests(PgBouncerFixture fixture) : CommandSpecification<PgBouncerFixture>(fixture.OrSkip());
