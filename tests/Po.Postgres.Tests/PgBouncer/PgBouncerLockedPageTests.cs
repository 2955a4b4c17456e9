namespace Po.Postgres.Tests;

public sealed class PgBouncerLockedPageTests(PgBouncerFixture fixture) : LockedPageTests(fixture.OrSkip()), IClassFixture<PgBouncerFixture>;
