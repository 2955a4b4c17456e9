using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerJoinedTransactionTests(PgBouncerFixture fixture) : JoinedTransactionSpecification<PgBouncerFixture>(fixture.OrSkip());
