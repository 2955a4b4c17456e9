namespace Po.Postgres.Tests;

public sealed class PgBouncerStoreTransactionTests(PgBouncerFixture fixture) : StoreTransactionTests(fixture.OrSkip()), IClassFixture<PgBouncerFixture>;
