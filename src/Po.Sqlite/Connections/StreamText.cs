using System.Text;

namespace Po.Sqlite;

// The text form of a stream id in UTF-8, in a buffer of the caller's stack.
internal readonly ref struct StreamText
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly int _groupLength;

    public StreamText(StreamId stream, Span<byte> buffer)
    {
        _groupLength = Encoding.UTF8.GetBytes(stream.Group, buffer);
        var length = _groupLength;
        if (stream.HasEntity)
        {
            buffer[length++] = (byte)'-';
            length += Encoding.UTF8.GetBytes(stream.Entity, buffer[length..]);
        }

        _text = buffer[..length];
    }

    public ReadOnlySpan<byte> Text => _text;

    public ReadOnlySpan<byte> Group => _text[.._groupLength];
}
