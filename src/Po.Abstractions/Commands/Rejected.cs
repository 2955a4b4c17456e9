namespace Po;

/// <summary>A decision to append nothing, with the reasons; converts to whatever decision is asked for. Made by <see cref="Decision.Reject(string, string, string?)"/>.</summary>
public sealed class Rejected
{
    internal Rejected(IReadOnlyList<Rejection> rejections) => Rejections = rejections;

    /// <summary>The reasons, at least one.</summary>
    public IReadOnlyList<Rejection> Rejections { get; }
}
