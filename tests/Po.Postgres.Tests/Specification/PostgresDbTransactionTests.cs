using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresDbTransactionTests(PostgresFixture fixture) : DbTransactionSpecification<PostgresFixture>(fixture.OrSkip());
