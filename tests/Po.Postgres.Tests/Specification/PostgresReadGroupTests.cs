using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PostgresReadGroupTests(PostgresFixture fixture) : ReadGroupSpecification<PostgresFixture>(fixture.OrSkip());
