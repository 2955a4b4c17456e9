namespace Po;

/// <summary>An upcaster has failed, or returned what it does not declare; the message cannot be read until it is mended.</summary>
/// <param name="version">What it was to turn into something newer.</param>
/// <param name="innerException">What it has thrown.</param>
public sealed class UpcastException(MessageVersion version, Exception innerException)
    : PoException($"The upcaster of {version} has failed. Mend it: what is stored stays as it is, and is read again.", innerException)
{
    /// <summary>What it was to turn into something newer.</summary>
    public MessageVersion Version { get; } = version;
}
