namespace Po;

/// <summary>A command was rejected, and its caller has asked for its value or for an exception; nothing was stored.</summary>
/// <param name="stream">The stream of the command.</param>
/// <param name="rejections">The reasons.</param>
public sealed class CommandRejectedException(StreamId stream, IReadOnlyList<Rejection> rejections)
    : PoException($"The command on '{stream}' was rejected: {string.Join(" ", rejections.Select(rejection => rejection.Message))}")
{
    /// <summary>The stream of the command.</summary>
    public StreamId Stream { get; } = stream;

    /// <summary>The reasons, at least one.</summary>
    public IReadOnlyList<Rejection> Rejections { get; } = rejections;
}
