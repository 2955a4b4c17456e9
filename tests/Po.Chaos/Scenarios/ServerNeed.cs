namespace Po.Chaos;

/// <summary>Which server a scenario needs.</summary>
internal enum ServerNeed
{
    /// <summary>None.</summary>
    None,

    /// <summary>A database of its own on any server.</summary>
    Database,

    /// <summary>A server of its own, which it stops, starts or restarts.</summary>
    Own,
}
