using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerDbTransactionTests(PgBouncerFixture fixture) : DbTransactionSpecification<PgBouncerFixture>(fixture.OrSkip());
