namespace Po.Postgres.Tests;

public sealed class PgBouncerUnknownOutcomeTests(PgBouncerFixture fixture) : UnknownOutcomeTests(fixture.OrSkip()), IClassFixture<PgBouncerFixture>;
