using System.Buffers;
using System.Text;

namespace Po;

// Which partition a key belongs to, the same in every process, version and language: FNV-1a over the UTF-8 of the key, 64 bits, finished with
// the mixer of MurmurHash3 (fmix64), because the low bits of FNV-1a alone are poor and most counts of partitions look at those only.
internal static class PartitionHash
{
    private const ulong OffsetBasis = 0xcbf29ce484222325;
    private const ulong Prime = 0x100000001b3;
    private const int OnStack = 256;

    public static int IndexOf(string key, int count) => (int)(Mix(Fnv1a(key)) % (ulong)count);

    public static ulong Fnv1a(string key)
    {
        var size = Encoding.UTF8.GetMaxByteCount(key.Length);
        if (size <= OnStack)
        {
            Span<byte> bytes = stackalloc byte[OnStack];
            return Fnv1a(bytes[..Encoding.UTF8.GetBytes(key, bytes)]);
        }

        var rented = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            return Fnv1a(rented.AsSpan(0, Encoding.UTF8.GetBytes(key, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }

    private static ulong Fnv1a(ReadOnlySpan<byte> bytes)
    {
        var hash = OffsetBasis;
        foreach (var value in bytes)
        {
            hash = (hash ^ value) * Prime;
        }

        return hash;
    }
}
