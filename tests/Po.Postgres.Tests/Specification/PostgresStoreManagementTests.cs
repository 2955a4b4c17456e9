using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresStoreManagementTests(PostgresFixture fixture) : StoreManagementSpecification<PostgresFixture>(fixture.OrSkip());
