using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerLeaseTests(PgBouncerFixture fixture) : LeaseSpecification<PgBouncerFixture>(fixture.OrSkip());
