namespace Po;

// Where a subscription begins about which nothing is stored.
internal sealed partial class Subscription
{
    // Clocks of appenders differ, so times are not quite in the order of the global numbers.
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(1);

    // Of several workers one stores where; the others find it.
    private async ValueTask<bool> TryBeginElsewhereAsync(CancellationToken stopping)
    {
        if (_settings.Partitions > 1)
        {
            return await TryBeginSplitAsync(stopping).ConfigureAwait(false);
        }

        if (await FindStartAsync(stopping).ConfigureAwait(false) is not { } start)
        {
            return false;
        }

        var transaction = await _engine.Store.BeginAsync(stopping).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        if (await transaction.TryLockPositionAsync(Id, stopping).ConfigureAwait(false) is null
            || !transaction.LockedSubscription!.IsNew)
        {
            return true;
        }

        await transaction.SetPositionAsync(start, stopping).ConfigureAwait(false);
        await transaction
            .AddAuditAsync(Audit(AuditAction.Start, Application, $"After {start}."), stopping).ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
        Log.SubscriptionStartsAfter(_logger, Id, start);
        return true;
    }

    private async ValueTask<long?> FindStartAsync(CancellationToken stopping) => _settings switch
    {
        { StartAfter: { } number } => await CheckStartAsync(number, stopping).ConfigureAwait(false),
        { StartTime: { } time } => await FindLastBeforeAsync(time, stopping).ConfigureAwait(false),
        { StartFrom: StartFrom.Now } => await _engine.Store.ReadHorizonAsync(stopping).ConfigureAwait(false),
        _ => null,
    };

    private async ValueTask<long> CheckStartAsync(long number, CancellationToken stopping)
    {
        var horizon = await _engine.Store.ReadHorizonAsync(stopping).ConfigureAwait(false);
        return number <= horizon
            ? number
            : throw new PoConfigurationException(
                $"Subscription '{Id}' is to start after {number}, but the store has got to {horizon} only. Choose a number that it has "
                + "reached, or StartFrom.Now.");
    }

    // The global number after which every message of that time or later comes.
    private async ValueTask<long> FindLastBeforeAsync(DateTimeOffset time, CancellationToken stopping)
    {
        var (low, high) = (0L, await _engine.Store.ReadHorizonAsync(stopping).ConfigureAwait(false));
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var record = await ReadFirstAsync(middle + 1, stopping).ConfigureAwait(false);
            if (record is null || record.Time >= time - ClockDifference)
            {
                high = middle;
            }
            else
            {
                low = record.GlobalNumber;
            }
        }

        return await PassOlderAsync(low, time, stopping).ConfigureAwait(false);
    }

    private async ValueTask<long> PassOlderAsync(long position, DateTimeOffset time, CancellationToken stopping)
    {
        while (true)
        {
            var page = await _engine.Store
                .ReadGlobalAsync(StreamId.All, new PageRequest { From = position + 1 }, stopping).ConfigureAwait(false);
            foreach (var record in page.Records)
            {
                if (record.Time >= time)
                {
                    return position;
                }

                position = record.GlobalNumber;
            }

            if (!page.HasMore)
            {
                return position;
            }
        }
    }

    private async ValueTask<Record?> ReadFirstAsync(long from, CancellationToken stopping)
    {
        var request = new PageRequest
        {
            From = from,
            MaxCount = 1,
        };
        var page = await _engine.Store.ReadGlobalAsync(StreamId.All, request, stopping).ConfigureAwait(false);
        return page.Records is [var record] ? record : null;
    }
}
