using System.Diagnostics.CodeAnalysis;

namespace Po;

/// <summary>Turns the state of snapshots into bytes and back.</summary>
/// <remarks>Thread safe.</remarks>
public interface IStateSerializer
{
    /// <summary>Turns state into bytes.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="state">The state.</param>
    SerializedState Serialize<TState>(TState state)
        where TState : notnull;

    /// <summary>Turns bytes into state, if they were made of the same shape of state.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="data">What <see cref="Serialize"/> has returned.</param>
    /// <param name="state">A new state.</param>
    /// <returns>False if the bytes are broken or of another shape.</returns>
    bool TryDeserialize<TState>(SerializedState data, [NotNullWhen(true)] out TState? state)
        where TState : notnull;
}
