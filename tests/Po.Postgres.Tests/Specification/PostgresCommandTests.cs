using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresCommandTests(PostgresFixture fixture) : CommandSpecification<PostgresFixture>(fixture.OrSkip());
