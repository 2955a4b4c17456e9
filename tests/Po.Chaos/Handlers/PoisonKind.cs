namespace Po.Chaos;

/// <summary>What is wrong with a message.</summary>
internal enum PoisonKind
{
    /// <summary>Its handler throws.</summary>
    Throws,

    /// <summary>Its handler throws when it has written its row.</summary>
    ThrowsAfterEffect,

    /// <summary>Its handler does not come back.</summary>
    Hangs,

    /// <summary>No message of its type is registered.</summary>
    UnknownType,

    /// <summary>Its data is not JSON.</summary>
    BrokenJson,
}
