using Microsoft.Extensions.Logging;

namespace Po.Postgres;

// Works on one batch after another until there is none, and sees to it that each append ends in the truth about itself.
internal sealed partial class AppendLane(AppendSession session, AppendBatcher batcher, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>How long an idle lane keeps its connection.</summary>
    public static readonly TimeSpan RestAfter = TimeSpan.FromSeconds(10);

    // A batch takes a few milliseconds. Who gives up waits for its end, unless it takes longer than that.
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private ExecutionContext? _context;
    private CancellationTokenSource _givingUp = new(Timeout.InfiniteTimeSpan, time);

    /// <summary>The life of the store that its connection has found.</summary>
    public StoreLife Life => session.Life;

    /// <summary>How many appends it has under way. Guarded by the batcher.</summary>
    public int Size { get; set; }

    /// <summary>Since when it has had nothing to do.</summary>
    public long IdleSince { get; set; }

    /// <summary>Starts to work on this thread, which it leaves at the first wait for the server, and in a context of its own.</summary>
    public void Start()
    {
        // A thread that others schedule on, such as that of a window, is not for what many callers share.
        if (_context is { } context && SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default)
        {
            ExecutionContext.Run(context, static lane => _ = ((AppendLane)lane!).RunAsync(), this);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static lane => lane.StartFirst(), this, preferLocal: false);
        }
    }

    /// <summary>Somebody whose append is under way gives up.</summary>
    public void GiveUpSoon()
    {
        lock (_gate)
        {
            _givingUp.CancelAfter(GiveUpAfter);
        }
    }

    /// <summary>Gives its connection back while it has nothing to do.</summary>
    public void Rest() => _ = session.CloseAsync().AsTask();

    /// <summary>Appends to one stream that a transaction of others holds, and waits for that as long as the callers do.</summary>
    /// <param name="appends">The appends.</param>
    public async ValueTask WaitForOthersAsync(List<PendingAppend> appends) =>
        await ProcessSafelyAsync(appends, isBeside: true).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync().ConfigureAwait(false);
        _givingUp.Dispose();
    }

    // A thread of the pool brings nothing along: no activity, no ambient transaction, nothing of a request.
    private void StartFirst()
    {
        _context = ExecutionContext.Capture();
        _ = RunAsync();
    }

    private async Task RunAsync()
    {
        List<PendingAppend> done = [];
        while (batcher.Next(this, done) is { } batch)
        {
            done = await ProcessSafelyAsync(batch, isBeside: false).ConfigureAwait(false);
            if (batch.Count > 1)
            {
                // Callers whose appends have ended come first: what they append next goes out with the next batch.
                await Task.Yield();
            }
        }
    }

    // Returns the appends whose streams are free again.
    private async ValueTask<List<PendingAppend>> ProcessSafelyAsync(List<PendingAppend> batch, bool isBeside)
    {
        var beside = new List<PendingAppend>();
        try
        {
            await ProcessAsync(batch, isBeside, beside).ConfigureAwait(false);
        }
        catch (Exception e) // The loop's edge: whatever it is, no caller waits for ever.
        {
            foreach (var append in batch.Except(beside))
            {
                append.Fail(e);
            }
        }

        return beside.Count == 0 ? batch : [.. batch.Except(beside)];
    }

    private async ValueTask ProcessAsync(List<PendingAppend> appends, bool isBeside, List<PendingAppend> beside)
    {
        for (var attempt = 1; appends.Count > 0; attempt++)
        {
            // Before looking who has given up: whoever does so later cancels this token.
            var givingUp = GivingUp();
            appends = await SettleCancelledAsync(appends).ConfigureAwait(false);
            if (appends.Count == 0)
            {
                return;
            }

            try
            {
                appends = await AppendAsync(appends, isBeside, isFirst: attempt == 1, givingUp).ConfigureAwait(false);
            }
            catch (Exception e) // Each kind of failure has an answer; what has none fails the appends.
            {
                appends = await RecoverAsync(appends, e, attempt, isBeside, beside).ConfigureAwait(false);
            }
        }
    }

    // Returns what has to be tried again.
    private async ValueTask<List<PendingAppend>> AppendAsync(
        List<PendingAppend> appends, bool isBeside, bool isFirst, CancellationToken givingUp)
    {
        TimeSpan? lockTimeout = isBeside ? RemainingTime(appends) : null;
        var outcomes = await session.AppendAsync(ItemsOf(appends, isFirst), lockTimeout, givingUp).ConfigureAwait(false);
        List<PendingAppend>? refused = null;
        for (var i = 0; i < appends.Count; i++)
        {
            if (outcomes[i].Stored is { } stored)
            {
                appends[i].Succeed(stored, session.Life);
            }
            else
            {
                (refused ??= []).Add(appends[i]);
            }
        }

        return refused is null ? [] : await ResolveAsync(refused).ConfigureAwait(false);
    }

    private async ValueTask<List<PendingAppend>> ResolveAsync(List<PendingAppend> appends)
    {
        // Not given up by anybody: it takes no lock, so it is over soon.
        var verdicts = await session.ResolveAsync(RequestsOf(appends), CancellationToken.None).ConfigureAwait(false);
        var open = new List<PendingAppend>();
        for (var i = 0; i < appends.Count; i++)
        {
            if (verdicts[i].Stored is { } stored)
            {
                appends[i].Succeed(stored, session.Life);
            }
            else if (verdicts[i].Error is { } error)
            {
                appends[i].Fail(error);
            }
            else
            {
                open.Add(appends[i]);
            }
        }

        return open;
    }

    // Who has given up gets the truth nevertheless: an append that may be stored is looked for first.
    private async ValueTask<List<PendingAppend>> SettleCancelledAsync(List<PendingAppend> appends)
    {
        if (!appends.Exists(append => append.CancellationToken.IsCancellationRequested))
        {
            return appends;
        }

        var cancelled = appends.FindAll(append => append.CancellationToken.IsCancellationRequested);
        var unknown = cancelled.FindAll(append => append.MayBeStored);
        if (unknown.Count > 0)
        {
            try
            {
                unknown = await ResolveAsync(unknown).ConfigureAwait(false);
            }
            catch (Exception e) when (PostgresErrors.IsTransient(e))
            {
                // Still not to be known. Who gave up is told so, and nothing is tried for them any more.
            }
        }

        cancelled.ForEach(append => append.Cancel());
        return [.. appends.Except(cancelled)];
    }

    private TimeSpan RemainingTime(List<PendingAppend> appends)
    {
        var waited = appends.Max(append => time.GetElapsedTime(append.Enqueued));
        var remaining = batcher.AppendTimeout - waited;
        return remaining > AppendSession.LockTimeout ? remaining : AppendSession.LockTimeout;
    }

    private CancellationToken GivingUp()
    {
        lock (_gate)
        {
            if (!_givingUp.TryReset())
            {
                _givingUp.Dispose();
                _givingUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
            }

            return _givingUp.Token;
        }
    }

    // What did not go well the first time is tried again by what is stored, not by what was known of it.
    private static AppendItem[] ItemsOf(List<PendingAppend> appends, bool isFirst)
    {
        var items = new AppendItem[appends.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var append = appends[i];
            items[i] = new AppendItem(append.Request, append.Stream, isFirst ? append.KnownNumber : 0);
        }

        return items;
    }

    private static AppendRequest[] RequestsOf(List<PendingAppend> appends)
    {
        var requests = new AppendRequest[appends.Count];
        for (var i = 0; i < requests.Length; i++)
        {
            requests[i] = appends[i].Request;
        }

        return requests;
    }
}
