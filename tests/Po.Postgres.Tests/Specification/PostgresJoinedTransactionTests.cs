using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresJoinedTransactionTests(PostgresFixture fixture) : JoinedTransactionSpecification<PostgresFixture>(fixture.OrSkip());
