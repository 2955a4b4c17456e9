using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Po;

/// <summary>Serialises the state of snapshots as JSON and knows it again by the shape of its types.</summary>
/// <remarks>Thread safe.</remarks>
public sealed class JsonStateSerializer : IStateSerializer
{
    /// <summary>Uses metadata made at compile time, or whatever resolver the options name.</summary>
    /// <param name="options">How to serialise; must name a <see cref="JsonSerializerOptions.TypeInfoResolver"/>.</param>
    public JsonStateSerializer(JsonSerializerOptions options) => throw new NotImplementedException();

    /// <inheritdoc/>
    public SerializedState Serialize<TState>(TState state)
        where TState : notnull => throw new NotImplementedException();

    /// <inheritdoc/>
    public bool TryDeserialize<TState>(SerializedState data, [NotNullWhen(true)] out TState? state)
        where TState : notnull => throw new NotImplementedException();
}
