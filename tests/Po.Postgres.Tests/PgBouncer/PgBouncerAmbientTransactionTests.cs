using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerAmbientTransactionTests(PgBouncerFixture fixture) : AmbientTransactionSpecification<PgBouncerFixture>(fixture.OrSkip());
