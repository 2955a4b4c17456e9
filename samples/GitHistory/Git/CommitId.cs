using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GitHistory;

/// <summary>The id of a commit, SHA-1 or SHA-256, in as few bytes as a set of many ids wants.</summary>
internal readonly record struct CommitId
{
    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;
    private readonly byte _bytes;

    private CommitId(ReadOnlySpan<byte> hash)
    {
        Span<byte> padded = stackalloc byte[32];
        padded.Clear();
        hash.CopyTo(padded);
        _a = BinaryPrimitives.ReadUInt64BigEndian(padded);
        _b = BinaryPrimitives.ReadUInt64BigEndian(padded[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(padded[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(padded[24..]);
        _bytes = (byte)hash.Length;
    }

    /// <exception cref="FormatException">The text is no id of 40 or 64 hexadecimal digits.</exception>
    public static CommitId Parse(ReadOnlySpan<byte> text) => text.Length is 40 or 64
        ? new CommitId(Convert.FromHexString(Encoding.ASCII.GetString(text)))
        : throw new FormatException($"'{Encoding.UTF8.GetString(text)}' is no commit id: the output of Git is not understood.");

    public static CommitId Parse(string text) => Parse(Encoding.ASCII.GetBytes(text));

    public override string ToString() => Convert.ToHexStringLower(ToBytes());

    /// <summary>The id of the n-th message about this commit: the same at every attempt, so that an append can be repeated.</summary>
    public Guid MessageId(int n)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.ASCII.GetBytes($"{this} {n}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80); // UUID version 8: made by a rule of our own
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    private byte[] ToBytes()
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _a);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), _b);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(16), _c);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(24), _d);
        return bytes[.._bytes];
    }
}
