namespace Po.Postgres.Tests;

public sealed class PgBouncerStressTests(PgBouncerFixture fixture) : StressTests(fixture.OrSkip()), IClassFixture<PgBouncerFixture>;
