using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Po.Tests;

// What was stored as one exchange is read as a removal and an addition.
public class EvolutionTests
{
    private readonly InMemoryStore _store = new();

    [Fact]
    public async Task Parts_are_handed_over_one_by_one_and_the_position_passes_them_together()
    {
        await using var po = Create();
        await StoreAsync();
        var recorder = new Recorder();

        var subscription = await po.SubscribeAsync("s", "a", recorder);
        await po.CatchUpAsync(subscription);

        Words(recorder).Should().Equal("+1", "-2", "+3", "+4");
        recorder.Messages.Select(message => (message.GlobalNumber, message.Part, message.PartCount)).Should().Equal((1, 1, 1), (2, 1, 2), (2, 2, 2), (3, 1, 1));
        (await _store.ReadPositionAsync("s", Token)).Should().Be(3);
    }

    [Fact]
    public async Task Reads_and_projections_see_the_parts()
    {
        await using var po = Create();
        await StoreAsync();

        (await po.Engine.ReadAsync(A.Stream("a-1"), null, Token).ToListAsync()).Select(Word).Should().Equal("+1", "-2", "+3", "+4");
        (await po.Engine.ReadAsync(A.Stream("a"), new ReadOptions { Limit = 2 }, Token).ToListAsync()).Select(Word)
            .Should().Equal(["+1", "-2", "+3"], "a record is read as a whole");
        (await po.Engine.ReadAsync(A.Stream("a-1"), new ReadOptions { Direction = ReadDirection.Backward }, Token).ToListAsync()).Select(Word)
            .Should().Equal("+4", "+3", "-2", "+1");
        Words(await po.Engine.ProjectAsync(A.Stream("a-1"), new Recorder(), Token)).Should().Equal("+1", "-2", "+3", "+4");
        Words(await po.Engine.ProjectAsync(A.Stream("a"), new Recorder(), Token)).Should().Equal("+1", "-2", "+3", "+4");
    }

    [Fact]
    public async Task An_append_on_top_of_parts_counts_records()
    {
        await using var po = Create();
        await StoreAsync();
        var stream = po.Engine.Stream(A.Stream("a-1"));
        await stream.ProjectAsync(new Recorder(), Token);

        (await stream.AppendAsync([new Added(5)], Token)).LastNumber.Should().Be(4);
    }

    [Fact]
    public async Task A_batch_holds_every_part()
    {
        await using var po = Create();
        await StoreAsync();
        var batches = new Batch();

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", batches));

        batches.Calls.Should().Equal("+1 -2 +3 +4");
    }

    [Theory]
    [InlineData(SubscriptionMode.Transactional)]
    [InlineData(SubscriptionMode.Detached)]
    public async Task A_part_that_fails_brings_its_whole_record_back(SubscriptionMode mode)
    {
        await using var po = Create();
        await StoreAsync();
        var handled = new List<string>();
        var fails = true;
        var recorder = new Recorder(message =>
        {
            handled.Add(Word(message));
            if (message.Value() == 3 && fails)
            {
                fails = false;
                throw new InvalidOperationException("Not yet.");
            }
        });

        // Time that passes meanwhile must end neither the transaction nor the lease in between.
        await po.CatchUpAsync(await po.SubscribeAsync(
            "s", "a", recorder, new() { Mode = mode, TransactionTime = TestClock.Long, LeaseTime = 3 * TestClock.Long }));

        handled.Should().Equal(mode is SubscriptionMode.Detached
            ? ["+1", "-2", "+3", "-2", "+3", "+4"]
            : ["+1", "-2", "+3", "+1", "-2", "+3", "+4"]);
    }

    [Theory]
    [InlineData(SubscriptionMode.Transactional)]
    [InlineData(SubscriptionMode.Detached)]
    public async Task A_record_is_parked_and_replayed_as_a_whole(SubscriptionMode mode)
    {
        await using var po = Create();
        await StoreAsync();
        var fails = true;
        var recorder = new Recorder(message => _ = message.Value() == 3 && fails ? throw new InvalidOperationException("Not yet.") : 0);
        var subscription = await po.SubscribeAsync(
            "s", "a", recorder, new() { Mode = mode, MaxAttempts = 1, OnFailure = FailurePolicy.ParkStream });
        await po.CatchUpAsync(subscription);
        (await _store.ReadParkedAsync("s", new ParkedRequest(), Token)).Select(parked => parked.GlobalNumber).Should().Equal(2, 3);

        fails = false;
        await new PoAdmin(po.Engine).ReplayParkedAsync("s", cancellationToken: Token);
        await po.Clock.DriveAsync(UnparkedAsync(), "the replay");

        Words(recorder).TakeLast(3).Should().Equal("-2", "+3", "+4");
    }

    [Fact]
    public async Task State_that_is_built_again_holds_every_part()
    {
        await using (var before = Create())
        {
            await StoreAsync();
            await before.CatchUpAsync(await before.SubscribeAsync("s", "a", new Recorder()));
        }

        await using var po = Create();
        var totals = new Totals();
        var subscription = await po.SubscribeAsync("s", "a", totals);
        await po.AppendAsync("a-1", new Added(5));
        await po.CatchUpAsync(subscription);

        totals.State.Should().BeEquivalentTo(new { Count = 4, Sum = 13 }, "1, 3, 4 and 5 were added");
    }

    [Fact]
    public async Task Parts_stay_together_in_the_partition_of_the_first_one()
    {
        await StoreAsync();
        var handled = new ConcurrentQueue<(object Handler, string Word)>();
        var options = new SubscriptionOptions { Partitions = 3, PartitionBy = message => $"{message.Value()}" };
        await using var po = Create([ADefinition.Of("s", "a", _ => new TestScope(Recording(handled)), options)]);

        var run = po.Engine.RunSubscriptionAsync("s", Token);
        await po.CatchUpAsync(po.Engine.Subscriptions["s"]);

        handled.Select(call => call.Word).Should().BeEquivalentTo("+1", "-2", "+3", "+4");
        handled.Single(call => call.Word == "+3").Handler.Should().BeSameAs(handled.Single(call => call.Word == "-2").Handler);
        run.IsCompleted.Should().BeFalse();

        static Recorder Recording(ConcurrentQueue<(object, string)> handled)
        {
            var scope = new object();
            return new Recorder(message => handled.Enqueue((scope, Word(message))));
        }
    }

    [Fact]
    public async Task A_filter_by_type_finds_what_upcasters_turn_into_it_and_nothing_else_of_it()
    {
        await using var po = Create();
        await StoreAsync();
        await _store.AppendStoredAsync("a-2", ("put-in", """{"value":6}"""), ("exchanged", """{"out":7}"""));
        var recorder = new Recorder();

        var subscription = await po.SubscribeAsync("s", "a", recorder, new() { MessageTypes = { "added" } });
        await po.CatchUpAsync(subscription);

        Words(recorder).Should().Equal("+1", "+3", "+4", "+6");
        recorder.Messages[1].Should().BeEquivalentTo(new { Part = 2, PartCount = 2 });
        subscription.Position.Should().Be(5);
    }

    [Fact]
    public async Task An_alias_in_a_filter_is_the_type_of_today()
    {
        await using var po = Create();
        await StoreAsync();
        var recorder = new Recorder();

        await po.CatchUpAsync(await po.SubscribeAsync("s", "a", recorder, new() { MessageTypes = { "put-in" } }));

        Words(recorder).Should().Equal("+1", "+3", "+4");
    }

    [Theory]
    [InlineData(null, FailurePolicy.Pause, SubscriptionMode.Transactional)]
    [InlineData("added", FailurePolicy.Pause, SubscriptionMode.Transactional)]
    [InlineData(null, FailurePolicy.Skip, SubscriptionMode.Transactional)]
    [InlineData(null, FailurePolicy.ParkStream, SubscriptionMode.Transactional)]
    [InlineData("added", FailurePolicy.Skip, SubscriptionMode.Detached)]
    public async Task A_newer_version_pauses_an_older_release_alone_whatever_filter_and_policies_say(
        string? filter, FailurePolicy policy, SubscriptionMode mode)
    {
        var options = new SubscriptionOptions
        {
            Mode = mode,
            OnFailure = policy,
            OnUnknownMessage = UnknownMessagePolicy.Skip,
            MaxAttempts = 1,

            // Time that passes meanwhile must not end the lease in between.
            LeaseTime = 3 * TestClock.Long,
        };
        if (filter is not null)
        {
            options.MessageTypes.Add(filter);
        }

        await _store.AppendStoredAsync("a-1", ("added", """{"value":1}"""), ("added@2", """{"amount":2}"""), ("added", """{"value":3}"""));
        await using var old = new TestPo { Store = _store };
        var before = new Recorder();
        var subscription = await old.SubscribeAsync("s", "a", before, options);

        var error = (await old.PauseAsync(subscription)).InnerException;

        error.Should().BeOfType<MessageVersionException>().Which.Should().BeEquivalentTo(new { TypeName = "added", StoredVersion = 2, KnownVersion = 1 });
        Words(before).Distinct().Should().Equal("+1");
        (await _store.ReadSubscriptionAsync("s", Token)).Should().BeEquivalentTo(
            new { Position = 1L, ParkedMessages = 0L, Owner = (string?)null, Status = new { IsPaused = false } }, "what came before is done, and nobody else is stopped");

        await using var next = new TestPo
        {
            Store = _store,
            Registry = Newer(),
        };
        var after = new Recorder();
        await next.CatchUpAsync(await next.SubscribeAsync("s", "a", after, options));
        after.Messages.Select(message => message.GlobalNumber).Should().Equal(2, 3);
    }

    [Fact]
    public async Task A_newer_version_that_a_state_is_built_of_pauses_an_older_release_alone()
    {
        await _store.AppendStoredAsync("a-1", ("added@2", """{"value":2}"""), ("added@2", """{"value":3}"""));
        await using (var next = new TestPo { Store = _store, Registry = Newer() })
        {
            await next.CatchUpAsync(await next.SubscribeAsync("s", "a", new Recorder()));
        }

        await _store.AppendStoredAsync("a-1", ("added", """{"value":4}"""));
        await using var old = Create();
        var subscription = await old.SubscribeAsync("s", "a", new Totals(), new() { MaxAttempts = 1, OnFailure = FailurePolicy.Skip });

        var error = (await old.PauseAsync(subscription)).InnerException;

        error.Should().BeOfType<MessageVersionException>().Which.StoredVersion.Should().Be(2);
        (await _store.ReadSubscriptionAsync("s", Token)).Should().BeEquivalentTo(new { Position = 2L, Owner = (string?)null, Status = new { IsPaused = false } });
    }

    [Fact]
    public async Task An_unknown_name_fails_by_default()
    {
        await _store.AppendStoredAsync("a-1", ("added", """{"value":1}"""), ("lost", "{}"));
        await using var po = Create();

        var subscription = await po.SubscribeAsync("s", "a", new Recorder(), new() { MaxAttempts = 2 });

        (await po.PauseAsync(subscription)).InnerException.Should().BeOfType<UnknownMessageTypeException>().Which.TypeName.Should().Be("lost");
        subscription.Position.Should().Be(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unknown_names_are_passed_where_a_subscription_says_so_with_one_line_for_each_name(bool inBatches)
    {
        await _store.AppendStoredAsync(
            "a-1", ("added", """{"value":1}"""), ("lost", "{}"), ("lost", "{}"), ("gone@3", "{}"), ("added", """{"value":2}"""), ("lost", "{}"));
        var observer = new RecordingObserver();
        await using var po = Create(observer: observer);
        var (recorder, batch) = (new Recorder(), new Batch());

        var subscription = await po.SubscribeAsync(
            "s", "a", inBatches ? batch : recorder, new() { OnUnknownMessage = UnknownMessagePolicy.Skip, PageSize = 2 });
        await po.CatchUpAsync(subscription);

        (inBatches ? batch.Calls : Words(recorder)).Should().Equal("+1", "+2");
        (await _store.ReadPositionAsync("s", Token)).Should().Be(6);
        po.LogsOf(PoEventId.UnknownMessageSkipped).Select(log => log.Message).Should().HaveCount(2)
            .And.Contain(line => line.Contains("lost") && line.Contains("from 2 on")).And.Contain(line => line.Contains("gone") && line.Contains("from 4 on"));
        observer.Calls.Where(call => call.StartsWith("unknown", StringComparison.Ordinal))
            .Should().Equal("unknown lost at 2", "unknown lost at 3", "unknown gone@3 at 4", "unknown lost at 6");
    }

    [Fact]
    public async Task Broken_bytes_are_not_passed_as_unknown()
    {
        await _store.AppendStoredAsync("a-1", ("added", "broken"));
        await using var po = Create();

        var subscription = await po.SubscribeAsync("s", "a", new Recorder(), new() { OnUnknownMessage = UnknownMessagePolicy.Skip, MaxAttempts = 1 });

        (await po.PauseAsync(subscription)).InnerException.Should().BeOfType<MessageFormatException>();
    }

    [Fact]
    public async Task An_unknown_name_is_found_out_once_where_a_selector_shares_the_work_out()
    {
        await _store.AppendStoredAsync("a-1", ("added", """{"value":1}"""));
        await _store.AppendStoredAsync("a-1", [.. Enumerable.Repeat(("lost", "{}"), 50)]);
        await _store.AppendStoredAsync("a-1", ("added", """{"value":2}"""));
        var registry = new CountingRegistry(A.Registry(po => po.AddMessage<Added>("added")));
        await using var po = new TestPo { Store = _store, Registry = registry };
        var recorder = new Recorder();

        var subscription = await po.SubscribeAsync("s", "a", recorder, new()
        {
            OnUnknownMessage = UnknownMessagePolicy.Skip,
            Partitions = 2,
            PartitionBy = message => $"{message.Value()}",
            PageSize = 1,
        });
        await po.CatchUpAsync(subscription);

        Words(recorder).Should().BeEquivalentTo("+1", "+2");
        registry.Unknown.Should().BeLessThan(20, "each of two partitions finds the name out once, and not with each of 50 records");
    }

    private static string Word(Message message) => $"{(message.Data is Added ? '+' : '-')}{message.Value()}";

    private static IEnumerable<string> Words(Recorder recorder) => recorder.Messages.Select(Word);

    private static MessageRegistry Newer() => A.Registry(po => po.AddMessage<Added>("added", version: 2).AddUpcaster("added", 1, json => json));

    private TestPo Create(IReadOnlyList<SubscriptionDefinition>? subscriptions = null, IPoObserver? observer = null) => new()
    {
        Store = _store,
        Observer = observer,
        Subscriptions = subscriptions ?? [],
        StateSerializer = new JsonStateSerializer(System.Text.Json.JsonSerializerOptions.Web),
        Registry = A.Registry(po => po
            .AddMessage<Added>("added", aliases: ["put-in"])
            .AddMessage<Removed>("removed")
            .AddSplittingUpcaster("exchanged", 1, [new("removed", 1), new("added", 1)], Split)),
    };

    private async Task UnparkedAsync()
    {
        while ((await _store.ReadParkedAsync("s", new ParkedRequest(), Token)).Count > 0)
        {
            await Task.Yield();
        }
    }

    private Task<AppendResult> StoreAsync() => _store.AppendStoredAsync(
        "a-1", ("added", """{"value":1}"""), ("exchanged", """{"out":2,"in":3}"""), ("added", """{"value":4}"""));

    private static IEnumerable<JsonPart> Split(JsonObject json)
    {
        yield return new JsonPart("removed", 1, new JsonObject { ["value"] = json["out"]!.DeepClone() });
        if (json["in"] is { } added)
        {
            yield return new JsonPart("added", 1, new JsonObject { ["value"] = added.DeepClone() });
        }
    }

    private sealed class CountingRegistry(MessageRegistry inner) : IRegistry
    {
        private int _unknown;

        public int Unknown => _unknown;

        public SerializedMessage Serialize(object data) => inner.Serialize(data);

        public object Deserialize(string type, ReadOnlySpan<byte> data) => inner.Deserialize(type, data);

        public IReadOnlyList<string> FindStoredNames(string type) => inner.FindStoredNames(type);

        public bool Contains(Type dataType) => inner.Contains(dataType);

        public MessageParts ToMessages(Record record)
        {
            try
            {
                return inner.ToMessages(record);
            }
            catch (UnknownMessageTypeException)
            {
                Interlocked.Increment(ref _unknown);
                throw;
            }
        }
    }

    private sealed class Batch : IBatchHandler
    {
        public List<string> Calls { get; } = [];

        public ValueTask HandleAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken)
        {
            Calls.Add(string.Join(' ', messages.Select(Word)));
            return ValueTask.CompletedTask;
        }
    }
}
