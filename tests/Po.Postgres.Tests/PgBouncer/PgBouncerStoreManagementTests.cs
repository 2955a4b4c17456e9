using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerStoreManagementTests(PgBouncerFixture fixture) : StoreManagementSpecification<PgBouncerFixture>(fixture.OrSkip());
