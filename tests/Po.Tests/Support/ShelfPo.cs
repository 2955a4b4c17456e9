namespace Po.Tests;

// An engine whose subscription "orders" of every group fills the live table of a shelf.
internal sealed class ShelfPo : IAsyncDisposable
{
    private readonly Lazy<TestPo> _po;

    public ShelfPo() => _po = new(() => new TestPo
    {
        Store = Store,
        Clock = Clock,
        Subscriptions =
        [
            new SubscriptionDefinition
            {
                Id = "orders",
                Source = StreamId.All,
                Options = Options,
                CreateHandler = context => new TestScope(new Recorder(async (message, token) =>
                {
                    await (Handling?.Invoke(context, message, token) ?? ValueTask.CompletedTask);
                    await Shelf.AddAsync(context, message);
                })),
            },
        ],
    });

    public TestPo Po => _po.Value;

    public IStore Store { get; init; } = new InMemoryStore();

    public TestClock Clock { get; init; } = new();

    public SubscriptionOptions Options { get; init; } = new() { MaxAttempts = 3 };

    /// <summary>Is called for each message first, live and in a rebuild.</summary>
    public Func<ISubscriptionContext, Message, CancellationToken, ValueTask>? Handling { get; set; }

    public int Prepared { get; private set; }

    public int Switched { get; private set; }

    public Func<ISubscriptionContext, CancellationToken, ValueTask>? Switching { get; set; }

    public ISubscription Live => Po.Engine.Subscriptions["orders"];

    public Task StartLiveAsync()
    {
        _ = Po.Engine.RunSubscriptionAsync("orders", CancellationToken.None);
        return Po.CatchUpAsync(Live);
    }

    public RebuildOptions Into(string target, int? pageSize = null, long? startAfter = null) => new()
    {
        Target = target,
        PageSize = pageSize,
        StartAfter = startAfter,
        Prepare = async (context, _) =>
        {
            await Shelf.PrepareAsync(context);
            Prepared++;
        },
        Switch = async (context, token) =>
        {
            await Shelf.SwitchAsync(context);
            Switched++;
            await (Switching?.Invoke(context, token) ?? ValueTask.CompletedTask);
        },
    };

    public async Task<IRebuild> RebuildAsync(string target, int? pageSize = null) =>
        await Po.Engine.RebuildAsync("orders", Into(target, pageSize), Token);

    public Task CompleteAsync(IRebuild rebuild) =>
        Clock.DriveAsync(rebuild.WhenCompletedAsync(Token), $"the rebuild to complete; it is {rebuild.State}, {rebuild.Error}");

    /// <summary>Lets time pass until the rebuild is paused by a failure.</summary>
    /// <param name="rebuild">The rebuild.</param>
    /// <returns>What has failed.</returns>
    public async Task<Exception> FaultAsync(IRebuild rebuild)
    {
        var waiting = rebuild.WhenCompletedAsync(Token).AsTask();
        await Clock.DriveAsync(Task.WhenAny(waiting), $"the rebuild to pause; it is {rebuild.State}");
        return ((SubscriptionFaultedException)waiting.Exception!.InnerException!).InnerException!;
    }

    public Task<long[]> ReadLiveAsync() => Shelf.ReadLiveAsync(Store);

    public ValueTask DisposeAsync() => Po.DisposeAsync();
}
