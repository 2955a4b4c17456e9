using System.Buffers;

namespace Po;

internal sealed class CustomMessageRegistration<T> : TypedMessageRegistration<T>
    where T : notnull
{
    private readonly IMessageSerializer<T> _serializer;

    public CustomMessageRegistration(string name, IMessageSerializer<T> serializer, int version, IReadOnlyList<string>? aliases)
        : base(name, version, aliases)
    {
        _serializer = serializer;
        ContentType = serializer.ContentType;
        ArgumentException.ThrowIfNullOrWhiteSpace(ContentType, nameof(serializer));
    }

    public override string ContentType { get; }

    protected override ReadOnlyMemory<byte> Write(T data)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        _serializer.Write(data, buffer);
        return buffer.WrittenMemory;
    }

    protected override T Read(ReadOnlySpan<byte> data) =>
        _serializer.Read(data) ?? throw new InvalidOperationException($"{_serializer.GetType()} has returned null, where data is expected.");
}
