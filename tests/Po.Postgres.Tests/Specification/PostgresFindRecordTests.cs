using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresFindRecordTests(PostgresFixture fixture) : FindRecordSpecification<PostgresFixture>(fixture.OrSkip());
