using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresAmbientTransactionTests(PostgresFixture fixture) : AmbientTransactionSpecification<PostgresFixture>(fixture.OrSkip());
