using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresTransactionTests(PostgresFixture fixture) : TransactionSpecification<PostgresFixture>(fixture.OrSkip());
