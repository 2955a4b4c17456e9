namespace Po.Postgres.Tests;

public sealed class PgBouncerBatchTests(PgBouncerFixture fixture) : BatchTests(fixture.OrSkip()), IClassFixture<PgBouncerFixture>;
