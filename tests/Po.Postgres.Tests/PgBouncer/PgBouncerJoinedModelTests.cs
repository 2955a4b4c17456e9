using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerJoinedModelTests(PgBouncerFixture fixture) : JoinedModelSpecification<PgBouncerFixture>(fixture.OrSkip());
