using Po.Specification;

namespace Po.Tests;

// The in-memory store under the law of all stores, one line for each specification.
public sealed class InMemoryAmbientTransactionTests(InMemoryStoreFixture fixture) : AmbientTransactionSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryAppendTests(InMemoryStoreFixture fixture) : AppendSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryAuditTests(InMemoryStoreFixture fixture) : AuditSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryCommandTests(InMemoryStoreFixture fixture) : CommandSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryCompletenessTests(InMemoryStoreFixture fixture) : CompletenessSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryConcurrencyTests(InMemoryStoreFixture fixture) : ConcurrencySpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryDbTransactionTests(InMemoryStoreFixture fixture) : DbTransactionSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryEngineModelTests(InMemoryStoreFixture fixture) : EngineModelSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryFilterTests(InMemoryStoreFixture fixture) : FilterSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryFindRecordTests(InMemoryStoreFixture fixture) : FindRecordSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryIdempotenceTests(InMemoryStoreFixture fixture) : IdempotenceSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryJoinedModelTests(InMemoryStoreFixture fixture) : JoinedModelSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryJoinedTransactionTests(InMemoryStoreFixture fixture) : JoinedTransactionSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryLockTests(InMemoryStoreFixture fixture) : LockSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryModelTests(InMemoryStoreFixture fixture) : ModelSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryOrderingTests(InMemoryStoreFixture fixture) : OrderingSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryParkingTests(InMemoryStoreFixture fixture) : ParkingSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryPositionTests(InMemoryStoreFixture fixture) : PositionSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryProjectionTests(InMemoryStoreFixture fixture) : ProjectionSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryReadGroupTests(InMemoryStoreFixture fixture) : ReadGroupSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryReadStreamTests(InMemoryStoreFixture fixture) : ReadStreamSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryReplacementTests(InMemoryStoreFixture fixture) : ReplacementSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryRoundTripTests(InMemoryStoreFixture fixture) : RoundTripSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemorySnapshotTests(InMemoryStoreFixture fixture) : SnapshotSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryStatusTests(InMemoryStoreFixture fixture) : StatusSpecification<InMemoryStoreFixture>(fixture);

public sealed class InMemoryLeaseTests(InMemoryStoreFixture fixture) : LeaseSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryStoreManagementTests(InMemoryStoreFixture fixture) : StoreManagementSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryTogetherTests(InMemoryStoreFixture fixture) : TogetherSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryTransactionTests(InMemoryStoreFixture fixture) : TransactionSpecification<InMemoryStoreFixture>(fixture);
public sealed class InMemoryWaitingLockTests(InMemoryStoreFixture fixture) : WaitingLockSpecification<InMemoryStoreFixture>(fixture);
