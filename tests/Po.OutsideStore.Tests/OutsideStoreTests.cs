using Po.Specification;

namespace OutsideStore;

#region classes
public sealed class OutsideAmbientTransactionTests(OutsideStoreFixture fixture) : AmbientTransactionSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideAppendTests(OutsideStoreFixture fixture) : AppendSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideAuditTests(OutsideStoreFixture fixture) : AuditSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideCompletenessTests(OutsideStoreFixture fixture) : CompletenessSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideCommandTests(OutsideStoreFixture fixture) : CommandSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideConcurrencyTests(OutsideStoreFixture fixture) : ConcurrencySpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideDbTransactionTests(OutsideStoreFixture fixture) : DbTransactionSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideEngineModelTests(OutsideStoreFixture fixture) : EngineModelSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideFilterTests(OutsideStoreFixture fixture) : FilterSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideFindRecordTests(OutsideStoreFixture fixture) : FindRecordSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideIdempotenceTests(OutsideStoreFixture fixture) : IdempotenceSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideJoinedModelTests(OutsideStoreFixture fixture) : JoinedModelSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideJoinedTransactionTests(OutsideStoreFixture fixture) : JoinedTransactionSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideLeaseTests(OutsideStoreFixture fixture) : LeaseSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideLockTests(OutsideStoreFixture fixture) : LockSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideModelTests(OutsideStoreFixture fixture) : ModelSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideOrderingTests(OutsideStoreFixture fixture) : OrderingSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideParkingTests(OutsideStoreFixture fixture) : ParkingSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsidePositionTests(OutsideStoreFixture fixture) : PositionSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideProjectionTests(OutsideStoreFixture fixture) : ProjectionSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideReadGroupTests(OutsideStoreFixture fixture) : ReadGroupSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideReadStreamTests(OutsideStoreFixture fixture) : ReadStreamSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideReplacementTests(OutsideStoreFixture fixture) : ReplacementSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideRoundTripTests(OutsideStoreFixture fixture) : RoundTripSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideSnapshotTests(OutsideStoreFixture fixture) : SnapshotSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideStatusTests(OutsideStoreFixture fixture) : StatusSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideStoreManagementTests(OutsideStoreFixture fixture) : StoreManagementSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideTogetherTests(OutsideStoreFixture fixture) : TogetherSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideTransactionTests(OutsideStoreFixture fixture) : TransactionSpecification<OutsideStoreFixture>(fixture);
public sealed class OutsideWaitingLockTests(OutsideStoreFixture fixture) : WaitingLockSpecification<OutsideStoreFixture>(fixture);
#endregion
