using Po.Specification;

namespace Po.Sqlite.Tests;

public sealed class SqliteAmbientTransactionTests(SqliteStoreFixture fixture) : AmbientTransactionSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteAppendTests(SqliteStoreFixture fixture) : AppendSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteAuditTests(SqliteStoreFixture fixture) : AuditSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteCommandTests(SqliteStoreFixture fixture) : CommandSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteCompletenessTests(SqliteStoreFixture fixture) : CompletenessSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteConcurrencyTests(SqliteStoreFixture fixture) : ConcurrencySpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteDbTransactionTests(SqliteStoreFixture fixture) : DbTransactionSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteEngineModelTests(SqliteStoreFixture fixture) : EngineModelSpecification<SqliteStoreFixture>(fixture);
public sealed class SqliteFilterTests(SqliteStoreFixture fixture) : FilterSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteFindRecordTests(SqliteStoreFixture fixture) : FindRecordSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteIdempotenceTests(SqliteStoreFixture fixture) : IdempotenceSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteJoinedModelTests(SqliteStoreFixture fixture) : JoinedModelSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteJoinedTransactionTests(SqliteStoreFixture fixture) : JoinedTransactionSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteLockTests(SqliteStoreFixture fixture) : LockSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteModelTests(SqliteStoreFixture fixture) : ModelSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteOrderingTests(SqliteStoreFixture fixture) : OrderingSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteParkingTests(SqliteStoreFixture fixture) : ParkingSpecification<SqliteStoreFixture>(fixture);

public sealed class SqlitePositionTests(SqliteStoreFixture fixture) : PositionSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteProjectionTests(SqliteStoreFixture fixture) : ProjectionSpecification<SqliteStoreFixture>(fixture);
public sealed class SqliteReadGroupTests(SqliteStoreFixture fixture) : ReadGroupSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteReadStreamTests(SqliteStoreFixture fixture) : ReadStreamSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteReplacementTests(SqliteStoreFixture fixture) : ReplacementSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteRoundTripTests(SqliteStoreFixture fixture) : RoundTripSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteSnapshotTests(SqliteStoreFixture fixture) : SnapshotSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteStatusTests(SqliteStoreFixture fixture) : StatusSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteLeaseTests(SqliteStoreFixture fixture) : LeaseSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteStoreManagementTests(SqliteStoreFixture fixture) : StoreManagementSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteTogetherTests(SqliteStoreFixture fixture) : TogetherSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteTransactionTests(SqliteStoreFixture fixture) : TransactionSpecification<SqliteStoreFixture>(fixture);

public sealed class SqliteWaitingLockTests(SqliteStoreFixture fixture) : WaitingLockSpecification<SqliteStoreFixture>(fixture);
