using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerSnapshotTests(PgBouncerFixture fixture) : SnapshotSpecification<PgBouncerFixture>(fixture.OrSkip());
