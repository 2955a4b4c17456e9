using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresEngineModelTests(PostgresFixture fixture) : EngineModelSpecification<PostgresFixture>(fixture.OrSkip());
