namespace Po.Postgres;

/// <summary>What an append has turned out to be; <c>default</c> is nothing in particular: it can be tried again.</summary>
internal readonly record struct AppendVerdict
{
    /// <summary>Where the records have been stored before.</summary>
    public AppendResult? Stored { get; private init; }

    /// <summary>Why it can never be stored.</summary>
    public PoException? Error { get; private init; }

    /// <summary>Whether there is nothing left to try.</summary>
    public bool IsFinal => Stored is not null || Error is not null;

    public static AppendVerdict Succeeded(AppendResult stored) => new() { Stored = stored };

    public static AppendVerdict Failed(PoException error) => new() { Error = error };
}
