using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerWaitingLockTests(PgBouncerFixture fixture) : WaitingLockSpecification<PgBouncerFixture>(fixture.OrSkip());
