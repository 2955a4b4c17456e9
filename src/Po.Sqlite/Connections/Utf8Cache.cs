using System.Text;

namespace Po.Sqlite;

// Remembers what was made of a text that rows repeat: a stream, a type. As large as it was made and no larger, since a new text
// takes the place of the one that has the same hash. Not thread safe.
internal sealed class Utf8Cache<T>(int size, Func<string, T> create)
{
    private readonly Entry[] _entries = new Entry[size];

    public T Get(ReadOnlySpan<byte> utf8)
    {
        ref var entry = ref _entries[Hash(utf8) % (uint)_entries.Length];
        if (entry.Utf8 is not null && utf8.SequenceEqual(entry.Utf8.AsSpan(0, entry.Length)))
        {
            return entry.Value;
        }

        var value = create(Encoding.UTF8.GetString(utf8));
        if (entry.Utf8 is null || entry.Utf8.Length < utf8.Length)
        {
            entry.Utf8 = new byte[utf8.Length];
        }

        utf8.CopyTo(entry.Utf8);
        entry.Length = utf8.Length;
        entry.Value = value;
        return value;
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var value in utf8)
        {
            hash = (hash ^ value) * 16777619u;
        }

        return hash ^ (hash >> 15);
    }

    private struct Entry
    {
        public byte[]? Utf8;
        public int Length;
        public T Value;
    }
}
