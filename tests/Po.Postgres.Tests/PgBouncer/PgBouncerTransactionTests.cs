using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerTransactionTests(PgBouncerFixture fixture) : TransactionSpecification<PgBouncerFixture>(fixture.OrSkip());
