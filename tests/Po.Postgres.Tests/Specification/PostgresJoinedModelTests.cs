using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresJoinedModelTests(PostgresFixture fixture) : JoinedModelSpecification<PostgresFixture>(fixture.OrSkip());
