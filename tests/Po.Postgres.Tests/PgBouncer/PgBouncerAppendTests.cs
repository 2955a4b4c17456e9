using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerAppendTests(PgBouncerFixture fixture) : AppendSpecification<PgBouncerFixture>(fixture.OrSkip());
