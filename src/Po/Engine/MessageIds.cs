using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Po;

// Version 7 identifiers (RFC 9562, section 5.7), which an index keeps together. Randomness is drawn for many at once: Guid.CreateVersion7
// asks the operating system for each, which took a thirtieth of the time of an append.
internal static class MessageIds
{
    private const int Size = 16;
    private const int Kept = 6;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _used;

    /// <summary>Makes an identifier that no other call makes.</summary>
    /// <param name="time">Its first part, in whole milliseconds.</param>
    public static Guid Create(DateTimeOffset time)
    {
        var random = _random ??= new byte[64 * Size];
        if (_used == 0)
        {
            RandomNumberGenerator.Fill(random);
        }

        var id = random.AsSpan(_used, Size);
        _used = (_used + Size) % random.Length;
        var milliseconds = time.ToUnixTimeMilliseconds();
        for (var i = 0; i < 6; i++)
        {
            id[i] = (byte)(milliseconds >> (40 - (8 * i)));
        }

        id[6] = (byte)(0x70 | (id[6] & 0x0f));
        id[8] = (byte)(0x80 | (id[8] & 0x3f));
        return new Guid(id, bigEndian: true);
    }

    /// <summary>
    /// Makes an identifier from another one, the same whenever it is made. It begins as the other one does, which keeps them together in an index;
    /// the rest is a hash, and says so as a UUID of version 8.
    /// </summary>
    /// <param name="id">The other one.</param>
    /// <param name="place">
    /// Which of those that are made from it: above 0 for further messages that are stored with it, below 0 for such as a record is read as.
    /// </param>
    public static Guid Derive(Guid id, int place)
    {
        Span<byte> source = stackalloc byte[Size + sizeof(int)];
        id.TryWriteBytes(source, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(source[Size..], place);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source, hash);
        source[..Kept].CopyTo(hash);
        hash[6] = (byte)(0x80 | (hash[6] & 0x0f));
        hash[8] = (byte)(0x80 | (hash[8] & 0x3f));
        return new Guid(hash[..Size], bigEndian: true);
    }
}
