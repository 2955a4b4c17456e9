using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerFindRecordTests(PgBouncerFixture fixture) : FindRecordSpecification<PgBouncerFixture>(fixture.OrSkip());
