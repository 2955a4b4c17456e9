using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresAuditTests(PostgresFixture fixture) : AuditSpecification<PostgresFixture>(fixture.OrSkip());
