using System.Text.Json.Nodes;

namespace Po;

/// <summary>One of the messages that an upcaster makes of a stored one.</summary>
public sealed record JsonPart
{
    /// <summary>A message of some type and version.</summary>
    /// <param name="name">The wire name.</param>
    /// <param name="version">The version.</param>
    /// <param name="data">The data; a node that belongs to another object has to be cloned (<c>DeepClone()</c>) before it is put here.</param>
    public JsonPart(string name, int version, JsonObject data)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        ArgumentNullException.ThrowIfNull(data);
        Version = new MessageVersion(name, version);
        Data = data;
    }

    /// <summary>Of which type and version the data is.</summary>
    public MessageVersion Version { get; }

    /// <summary>The data.</summary>
    public JsonObject Data { get; }
}
