namespace Po.Postgres.Tests;

public sealed class PgBouncerLateCommitTests(PgBouncerFixture fixture) : LateCommitTests(fixture.OrSkip()), IClassFixture<PgBouncerFixture>;
