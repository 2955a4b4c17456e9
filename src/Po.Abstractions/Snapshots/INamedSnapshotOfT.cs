namespace Po;

/// <summary>A projection or command whose state is kept under a name.</summary>
/// <typeparam name="TState">The state, serialised as JSON.</typeparam>
public interface INamedSnapshot<TState> : INamedSnapshot
    where TState : notnull
{
    /// <summary>Everything that the messages have built; replaced as a whole when a snapshot is loaded.</summary>
    /// <remarks>Every member that is part of the state must be written and read by the serializer; what is derived carries [JsonIgnore].</remarks>
    TState State { get; set; }

    /// <inheritdoc/>
    SerializedState INamedSnapshot.SaveState(IStateSerializer serializer) => serializer.Serialize(State);

    /// <inheritdoc/>
    bool INamedSnapshot.TryLoadState(SerializedState state, IStateSerializer serializer)
    {
        if (!serializer.TryDeserialize<TState>(state, out var loaded))
        {
            return false;
        }

        State = loaded;
        return true;
    }
}
