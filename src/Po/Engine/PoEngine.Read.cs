using System.Runtime.CompilerServices;

namespace Po;

public sealed partial class PoEngine
{
    private const int ReadPageSize = 1_000;

    /// <inheritdoc/>
    public IAsyncEnumerable<Message> ReadAsync(
        StreamId source, ReadOptions? options = null, CancellationToken cancellationToken = default) =>
        ReadAsync(null, source, options, cancellationToken);

    internal IAsyncEnumerable<Message> ReadAsync(
        ICallTransaction? within, StreamId source, ReadOptions? options, CancellationToken cancellationToken)
    {
        RefuseDefault(source, nameof(source));
        options ??= new ReadOptions();
        if (options.From is < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.From, "Numbers start at 1: read from 1 or above.");
        }

        if (options.Limit is < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Limit, "The limit of a read is at least 1, or null for all.");
        }

        return ReadPagesAsync(within, source, options, cancellationToken);
    }

    private async IAsyncEnumerable<Message> ReadPagesAsync(
        ICallTransaction? within, StreamId source, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var view = await ViewAsync(within ?? AmbientCalls(), cancellationToken).ConfigureAwait(false);
        var isForward = options.Direction == ReadDirection.Forward;
        var from = options.From ?? (isForward ? 1 : long.MaxValue);
        var left = options.Limit ?? long.MaxValue;
        while (left > 0 && from > 0)
        {
            var request = new PageRequest
            {
                From = from,
                Direction = options.Direction,
                MaxCount = (int)Math.Min(left, ReadPageSize),
            };
            var records = source.HasEntity
                ? await view.Reader.ReadStreamAsync(source, request, cancellationToken).ConfigureAwait(false)
                : (await view.Reader.ReadGlobalAsync(source, request, cancellationToken).ConfigureAwait(false)).Records;
            if (records.Count == 0)
            {
                yield break;
            }

            foreach (var record in records)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var parts = _registry.ToMessages(record);
                for (var i = 0; i < parts.Count; i++)
                {
                    yield return parts[isForward ? i : parts.Count - 1 - i];
                }
            }

            left -= records.Count;
            var last = source.HasEntity ? records[^1].Number : records[^1].GlobalNumber;
            from = isForward ? last + 1 : last - 1;
        }
    }
}
