using Po.Specification;

namespace Po.Postgres.Tests;

public sealed class PgBouncerAuditTests(PgBouncerFixture fixture) : AuditSpecification<PgBouncerFixture>(fixture.OrSkip());
