using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresTogetherTests(PostgresFixture fixture) : TogetherSpecification<PostgresFixture>(fixture.OrSkip());
