using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresReadStreamTests(PostgresFixture fixture) : ReadStreamSpecification<PostgresFixture>(fixture.OrSkip());
