using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresAppendTests(PostgresFixture fixture) : AppendSpecification<PostgresFixture>(fixture.OrSkip());
