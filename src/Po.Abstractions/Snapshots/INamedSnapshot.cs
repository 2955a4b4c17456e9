namespace Po;

/// <summary>A projection or command whose state is kept, so that the next one need not start with the first message.</summary>
/// <remarks>
/// Implement <see cref="INamedSnapshot{TState}"/>. A snapshot is a cache: it may be deleted at any time, and one that cannot be
/// read or was made of another shape of state is passed over, without any effect but time.
/// </remarks>
public interface INamedSnapshot
{
    /// <summary>The name, unique among the snapshots of one stream.</summary>
    string SnapshotName { get; }

    /// <summary>When a snapshot of this projection or command is saved. The state of a subscription's handler is saved with every position.</summary>
    /// <value>Null, the default, leaves it to the options.</value>
    SnapshotPolicy? SnapshotPolicy => null;

    /// <summary>Writes the state.</summary>
    /// <param name="serializer">Turns the state into bytes.</param>
    /// <returns>Bytes of their own: they are kept and written later, while whoever has folded goes on with the state.</returns>
    SerializedState SaveState(IStateSerializer serializer);

    /// <summary>Replaces the state, or leaves it exactly as it was.</summary>
    /// <param name="state">What <see cref="SaveState"/> has returned.</param>
    /// <param name="serializer">Turns bytes into state.</param>
    /// <returns>False if the bytes are not of this state; the state is then untouched.</returns>
    bool TryLoadState(SerializedState state, IStateSerializer serializer);
}
