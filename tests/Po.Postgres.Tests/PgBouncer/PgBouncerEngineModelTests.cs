using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerEngineModelTests(PgBouncerFixture fixture) : EngineModelSpecification<PgBouncerFixture>(fixture.OrSkip());
