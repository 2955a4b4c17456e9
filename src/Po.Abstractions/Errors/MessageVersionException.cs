namespace Po;

/// <summary>A message is of a version that this application does not know yet: it is older than what was stored.</summary>
/// <remarks>Never skipped by <see cref="SubscriptionOptions.OnUnknownMessage"/>: the application knows the type, and would lose what it is there for.</remarks>
/// <param name="stored">What is stored.</param>
/// <param name="knownVersion">The newest version that this application knows.</param>
public sealed class MessageVersionException(MessageVersion stored, int knownVersion)
    : PoException(
        $"A message is stored as {stored}, but this application knows version {knownVersion} of it at most: it is older than what was stored. "
        + $"Deploy a release that registers version {stored.Version} or newer; this one cannot go on with these messages.")
{
    /// <summary>The wire name.</summary>
    public string TypeName { get; } = stored.Name;

    /// <summary>The version that is stored.</summary>
    public int StoredVersion { get; } = stored.Version;

    /// <summary>The newest version that this application knows.</summary>
    public int KnownVersion { get; } = knownVersion;
}
