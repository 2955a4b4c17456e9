using System.Buffers;

namespace Po;

/// <summary>Stores data that is bytes already, as they are: an image, a signed document, what another system has sent.</summary>
/// <typeparam name="T">The type that carries the bytes.</typeparam>
/// <remarks>Thread safe if the functions are.</remarks>
/// <param name="write">Takes the bytes out of the data.</param>
/// <param name="read">Puts bytes into data; the array is its own to keep.</param>
/// <param name="contentType">What the bytes are; <see cref="ContentTypes.Bytes"/> if null.</param>
public sealed class BytesSerializer<T>(Func<T, ReadOnlyMemory<byte>> write, Func<byte[], T> read, string? contentType = null) : IMessageSerializer<T>
    where T : notnull
{
    /// <inheritdoc/>
    public string ContentType { get; } = contentType ?? ContentTypes.Bytes;

    /// <inheritdoc/>
    public void Write(T data, IBufferWriter<byte> output) => output.Write(write(data).Span);

    /// <inheritdoc/>
    public T Read(ReadOnlySpan<byte> data) => read(data.ToArray());
}
