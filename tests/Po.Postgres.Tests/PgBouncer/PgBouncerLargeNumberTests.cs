namespace Po.Postgres.Tests;

public sealed class PgBouncerLargeNumberTests(PgBouncerFixture fixture) : LargeNumberTests(fixture.OrSkip()), IClassFixture<PgBouncerFixture>;
