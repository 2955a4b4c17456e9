using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerLockTests(PgBouncerFixture fixture) : LockSpecification<PgBouncerFixture>(fixture.OrSkip());
