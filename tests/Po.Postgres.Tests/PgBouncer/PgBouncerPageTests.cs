namespace Po.Postgres.Tests;

public sealed class PgBouncerPageTests(PgBouncerFixture fixture) : PageTests(fixture.OrSkip()), IClassFixture<PgBouncerFixture>;
