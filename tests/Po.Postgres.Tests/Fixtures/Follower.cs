using Po.Specification;

namespace Po.Postgres.Tests;

/// <summary>Reads on from its position, as a subscription does, and keeps what it has seen.</summary>
/// <param name="store">The store.</param>
/// <param name="source">A stream, a group or everything.</param>
/// <param name="position">Where to begin.</param>
public sealed class Follower(IRecordReader store, StreamId source, long position)
{
    /// <summary>Up to where everything has been seen.</summary>
    public long Position { get; private set; } = position;

    /// <summary>What has been seen, in order.</summary>
    public List<Record> Seen { get; } = [];

    /// <summary>The global numbers of what has been seen, in order.</summary>
    public IEnumerable<long> Numbers => Seen.Select(record => record.GlobalNumber);

    /// <summary>Reads until there is no more.</summary>
    public async Task ReadOnAsync()
    {
        while (true)
        {
            var page = await store.ReadGlobalAsync(source, new PageRequest { From = Position + 1, MaxCount = 100 });
            Seen.AddRange(page.Records);
            Position = page.Position;
            if (!page.HasMore)
            {
                return;
            }
        }
    }

    /// <summary>Reads until everything up to a global number has been seen.</summary>
    /// <param name="globalNumber">The global number.</param>
    public Task ReadToAsync(long globalNumber) => Eventually.IsTrueAsync(
        async () =>
        {
            await ReadOnAsync();
            return Position >= globalNumber;
        },
        $"a reader to reach {globalNumber}");
}
