using System.Buffers;

namespace Po;

/// <summary>Turns the data of one message type into bytes and back, where JSON is not wanted.</summary>
/// <typeparam name="T">The type of the data.</typeparam>
/// <remarks>Thread safe. <see cref="Read"/> is the inverse of <see cref="Write"/> for as long as the version of the type stays the same.</remarks>
public interface IMessageSerializer<T>
    where T : notnull
{
    /// <summary>What the bytes are: <c>application/x-protobuf</c> for example. Stored with each message and compared when it is read.</summary>
    string ContentType { get; }

    /// <summary>Writes the data.</summary>
    /// <param name="data">The data.</param>
    /// <param name="output">Where to.</param>
    void Write(T data, IBufferWriter<byte> output);

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <param name="data">The bytes.</param>
    T Read(ReadOnlySpan<byte> data);
}
