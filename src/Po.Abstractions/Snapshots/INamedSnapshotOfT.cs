using System.Globalization;

namespace Po;

/// <summary>A projection or command whose state is kept under a name.</summary>
/// <typeparam name="TState">The state, serialised as JSON.</typeparam>
public interface INamedSnapshot<TState> : INamedSnapshot
    where TState : notnull
{
    /// <summary>Everything that the messages have built; replaced as a whole when a snapshot is loaded.</summary>
    /// <remarks>Every member that is part of the state must be written and read by the serializer; what is derived carries [JsonIgnore].</remarks>
    TState State { get; set; }

    /// <summary>The version of what folding makes of messages.</summary>
    /// <remarks>
    /// Another shape of the state is seen by itself; change the version when the same members come to mean something else, as after a
    /// mistake in a handler was mended. Snapshots of another version, higher or lower, are passed over and replaced.
    /// </remarks>
    /// <value>1 by default.</value>
    int SnapshotVersion => 1;

    /// <inheritdoc/>
    SerializedState INamedSnapshot.SaveState(IStateSerializer serializer)
    {
        var state = serializer.Serialize(State);
        return state with { Shape = state.Shape + VersionSuffix };
    }

    /// <inheritdoc/>
    bool INamedSnapshot.TryLoadState(SerializedState state, IStateSerializer serializer)
    {
        var suffix = VersionSuffix;
        if (!state.Shape.EndsWith(suffix, StringComparison.Ordinal)
            || !serializer.TryDeserialize<TState>(state with { Shape = state.Shape[..^suffix.Length] }, out var loaded))
        {
            return false;
        }

        State = loaded;
        return true;
    }

    // Nothing for the first version. A serializer finds its own shape in front of it, and no other.
    private string VersionSuffix => SnapshotVersion == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"/{SnapshotVersion}");
}
