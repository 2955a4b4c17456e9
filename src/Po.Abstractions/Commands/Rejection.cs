namespace Po;

/// <summary>One reason why a command was not carried out: an answer for whoever has sent it, not a failure of the program.</summary>
public sealed record Rejection
{
    /// <summary>What programs know the reason by; stable, for example <c>balance_too_low</c>.</summary>
    public required string Code { get; init; }

    /// <summary>The reason in words, for people.</summary>
    public required string Message { get; init; }

    /// <summary>The part of the command that the reason is about; null if it is about the command as a whole.</summary>
    public string? Member { get; init; }
}
