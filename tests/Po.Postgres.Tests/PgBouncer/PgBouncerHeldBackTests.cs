namespace Po.Postgres.Tests;

public sealed class PgBouncerHeldBackTests(PgBouncerFixture fixture) : HeldBackTests(fixture.OrSkip()), IClassFixture<PgBouncerFixture>;
