using System.ComponentModel.DataAnnotations;

namespace Po;

/// <summary>How large an append may be; more is refused with <see cref="LimitExceededException"/> before anything is stored.</summary>
public sealed class PoLimits
{
    internal const int DeepestJson = 1_000;

    /// <summary>The most bytes of one message's data.</summary>
    /// <value>At least 1; 1 MiB by default.</value>
    [Range(1, int.MaxValue)]
    public int MaxMessageBytes { get; set; } = 1024 * 1024;

    /// <summary>The most bytes of all messages of one append together.</summary>
    /// <value>At least 1; 4 MiB by default.</value>
    [Range(1, int.MaxValue)]
    public int MaxAppendBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>The most messages of one append.</summary>
    /// <value>At least 1; 1,000 by default.</value>
    [Range(1, int.MaxValue)]
    public int MaxAppendMessages { get; set; } = 1_000;

    /// <summary>The most bytes of one message's headers, as JSON in UTF-8.</summary>
    /// <value>At least 1; 16 KiB by default.</value>
    [Range(1, int.MaxValue)]
    public int MaxHeaderBytes { get; set; } = 16 * 1024;

    /// <summary>How deep the data of a message may be nested, if it is JSON.</summary>
    /// <value>
    /// From 1 to 1,000; 64 by default, as much as the serializer allows by itself: for more, raise the <c>MaxDepth</c> of its options, too. What is stored
    /// already is read whatever this is.
    /// </value>
    [Range(1, DeepestJson)]
    public int MaxJsonDepth { get; set; } = 64;
}
