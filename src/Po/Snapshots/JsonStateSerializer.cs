using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Po;

/// <summary>Serialises the state of snapshots as JSON and knows it again by the shape of its types.</summary>
/// <remarks>
/// Thread safe. The shape is made of the names and types of all members, as the serializer sees them, at every depth: a renamed,
/// added, removed or retyped member is another shape, and its old snapshots are passed over. State with a member that JSON writes
/// but cannot read back, such as one with a private setter, is refused: its snapshots would change results.
/// </remarks>
public sealed class JsonStateSerializer : IStateSerializer
{
    private readonly JsonSerializerOptions _options;
    private readonly ConcurrentDictionary<Type, string> _shapes = new();

    /// <summary>Uses metadata made at compile time, or whatever resolver the options name.</summary>
    /// <param name="options">How to serialise; must name a <see cref="JsonSerializerOptions.TypeInfoResolver"/>. They cannot be changed afterwards.</param>
    /// <exception cref="InvalidOperationException">The options name no resolver.</exception>
    public JsonStateSerializer(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.MakeReadOnly();
        _options = options;
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The options know no such type, or it would not come back whole.</exception>
    public SerializedState Serialize<TState>(TState state)
        where TState : notnull
    {
        var typeInfo = TypeInfo<TState>();
        return new SerializedState(Shape(typeInfo), JsonSerializer.SerializeToUtf8Bytes(state, typeInfo));
    }

    /// <inheritdoc/>
    public bool TryDeserialize<TState>(SerializedState data, [NotNullWhen(true)] out TState? state)
        where TState : notnull
    {
        state = default;
        var typeInfo = TypeInfo<TState>();
        if (data.Shape != Shape(typeInfo))
        {
            return false;
        }

        try
        {
            state = JsonSerializer.Deserialize(data.Data.Span, typeInfo);
            return state is not null;
        }
        catch (Exception) // The state's own setters may throw anything; a snapshot that cannot be read is only a cache miss.
        {
            return false;
        }
    }

    private JsonTypeInfo<TState> TypeInfo<TState>() => (JsonTypeInfo<TState>)_options.GetTypeInfo(typeof(TState));

    private string Shape(JsonTypeInfo typeInfo) => _shapes.GetOrAdd(
        typeInfo.Type, static (_, info) => StateShape.Of(info), typeInfo);
}
