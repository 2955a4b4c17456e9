using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresCompletenessTests(PostgresFixture fixture) : CompletenessSpecification<PostgresFixture>(fixture.OrSkip());
