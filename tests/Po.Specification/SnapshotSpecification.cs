using System.Text;

namespace Po.Specification;

/// <summary>Snapshots are kept by stream and name, and an older one never replaces a newer one.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class SnapshotSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Fact]
    public async Task Finds_none_that_was_not_saved() => (await ReadAsync(Store)).Should().BeNull();

    [Theory]
    [InlineData("stream")]
    [InlineData("group")]
    [InlineData("all")]
    public async Task Keeps_every_member(string kind)
    {
        var source = kind switch { "stream" => Stream, "group" => new StreamId(Group), _ => StreamId.All };
        var snapshot = A.Snapshot(source, globalNumber: 987_654_321_012) with
        {
            Name = $"totals-{Group}",
            Number = 123_456_789_012,
            State = new SerializedState("shape: größer", new byte[] { 0, 1, 2, 255 }),
        };

        await Store.SaveSnapshotAsync(snapshot, Token);

        var stored = await Store.ReadSnapshotAsync(source, snapshot.Name, Token);
        stored.Should().BeEquivalentTo(new { snapshot.Stream, snapshot.Name, snapshot.Number, snapshot.GlobalNumber });
        stored!.State.Shape.Should().Be("shape: größer");
        stored.State.Data.ToArray().Should().Equal(0, 1, 2, 255);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1024 * 1024)]
    public async Task Keeps_state_of_any_length(int length)
    {
        var data = new byte[length];
        Array.Fill(data, (byte)7);

        await Store.SaveSnapshotAsync(A.Snapshot(Stream) with { State = new SerializedState("", data) }, Token);
        var read = await Store.ReadSnapshotAsync(Stream, "totals", Token);

        read!.State.Data.Span.SequenceEqual(data).Should().BeTrue();
        read.State.Shape.Should().BeEmpty();
    }

    [Fact]
    public async Task Keeps_what_was_saved_when_the_caller_uses_its_buffer_again()
    {
        byte[] data = [1, 2, 3];

        await Store.SaveSnapshotAsync(A.Snapshot(Stream) with { State = new SerializedState("shape", data) }, Token);
        data.AsSpan().Clear();

        (await Store.ReadSnapshotAsync(Stream, "totals", Token))!.State.Data.ToArray().Should().Equal(1, 2, 3);
    }

    [Theory]
    [MemberData(nameof(A.Texts), MemberType = typeof(A))]
    public async Task Keeps_any_name(string name)
    {
        await Store.SaveSnapshotAsync(A.Snapshot(Stream) with { Name = name }, Token);

        (await Store.ReadSnapshotAsync(Stream, name, Token))!.Name.Should().Be(name);
        (await Store.ReadSnapshotAsync(Stream, name + "x", Token)).Should().BeNull();
    }

    [Fact]
    public async Task Keeps_snapshots_apart_by_stream_and_by_name()
    {
        await Store.SaveSnapshotAsync(A.Snapshot(Stream, data: "stream"), Token);
        await Store.SaveSnapshotAsync(A.Snapshot(OtherStream, data: "other stream"), Token);
        await Store.SaveSnapshotAsync(A.Snapshot(new StreamId(Group), data: "group"), Token);
        await Store.SaveSnapshotAsync(A.Snapshot(Stream, data: "other name") with { Name = "Totals" }, Token);

        (await ReadAsync(Store)).Should().Be("stream");
        (await ReadAsync(Store, OtherStream)).Should().Be("other stream");
        (await ReadAsync(Store, new StreamId(Group))).Should().Be("group");
        (await ReadAsync(Store, name: "Totals")).Should().Be("other name");
    }

    [Fact]
    public async Task Replaces_an_older_one()
    {
        await Store.SaveSnapshotAsync(A.Snapshot(Stream, 10, "older"), Token);
        await Store.SaveSnapshotAsync(A.Snapshot(Stream, 11, "newer"), Token);

        (await ReadAsync(Store)).Should().Be("newer");
    }

    [Fact]
    public async Task Never_replaces_a_newer_one()
    {
        await Store.SaveSnapshotAsync(A.Snapshot(Stream, 11, "newer") with { Number = 1 }, Token);
        await Store.SaveSnapshotAsync(A.Snapshot(Stream, 10, "older") with { Number = 2 }, Token);

        (await ReadAsync(Store)).Should().Be("newer", "the global number decides, not the number");
    }

    [Fact]
    public async Task Deletes_one_and_leaves_the_others()
    {
        await Store.SaveSnapshotAsync(A.Snapshot(Stream, 11), Token);
        await Store.SaveSnapshotAsync(A.Snapshot(OtherStream), Token);
        await Store.SaveSnapshotAsync(A.Snapshot(Stream) with { Name = "other" }, Token);

        await Store.DeleteSnapshotAsync(Stream, "totals", Token);
        await Store.DeleteSnapshotAsync(Stream, "never saved", Token);

        (await ReadAsync(Store)).Should().BeNull();
        (await ReadAsync(Store, OtherStream)).Should().NotBeNull();
        (await ReadAsync(Store, name: "other")).Should().NotBeNull();
        await Store.SaveSnapshotAsync(A.Snapshot(Stream, 10, "older"), Token);
        (await ReadAsync(Store)).Should().Be("older", "there is nothing newer any more");
    }

    [Fact]
    public async Task Shows_a_snapshot_to_every_store_object()
    {
        var another = await OpenAnotherAsync();

        await Store.SaveSnapshotAsync(A.Snapshot(Stream, data: "saved"), Token);

        (await ReadAsync(another)).Should().Be("saved");
    }

    [Fact]
    public async Task Keeps_the_newest_when_many_are_saved_at_the_same_time()
    {
        var stores = await OpenTwoAsync();

        await Task.WhenAll(Enumerable.Range(1, 32).Select(number => Task.Run(
            async () => await stores[number % 2].SaveSnapshotAsync(A.Snapshot(Stream, number, $"{number}"), Token), Token)))
            .WithinLimitAsync("32 callers that save a snapshot");

        (await ReadAsync(Store)).Should().Be("32");
    }

    [Fact]
    public async Task Shows_a_transaction_its_own_snapshots_and_others_only_what_is_committed()
    {
        var another = await OpenAnotherAsync();
        await Store.SaveSnapshotAsync(A.Snapshot(OtherStream, data: "deleted"), Token);

        await using var transaction = await BeginAsync();
        await transaction.SaveSnapshotAsync(A.Snapshot(Stream, data: "saved"), Token);
        await transaction.DeleteSnapshotAsync(OtherStream, "totals", Token);

        (await ReadAsync(transaction)).Should().Be("saved");
        (await ReadAsync(transaction, OtherStream)).Should().BeNull();
        foreach (var store in new[] { Store, another })
        {
            (await ReadAsync(store)).Should().BeNull();
            (await ReadAsync(store, OtherStream)).Should().Be("deleted");
        }

        await transaction.CommitAsync();
        foreach (var store in new[] { Store, another })
        {
            (await ReadAsync(store)).Should().Be("saved");
            (await ReadAsync(store, OtherStream)).Should().BeNull();
        }
    }

    [Fact]
    public async Task Rolls_snapshots_back_with_their_transaction()
    {
        await Store.SaveSnapshotAsync(A.Snapshot(OtherStream, data: "kept"), Token);

        await using (var transaction = await BeginAsync())
        {
            await transaction.SaveSnapshotAsync(A.Snapshot(Stream), Token);
            await transaction.DeleteSnapshotAsync(OtherStream, "totals", Token);
        }

        (await ReadAsync(Store)).Should().BeNull();
        (await ReadAsync(Store, OtherStream)).Should().Be("kept");
    }

    [Fact]
    public async Task Keeps_the_newest_inside_a_transaction_too()
    {
        await Store.SaveSnapshotAsync(A.Snapshot(Stream, 10, "ten"), Token);

        await using var transaction = await BeginAsync();
        await transaction.SaveSnapshotAsync(A.Snapshot(Stream, 9, "nine"), Token);
        (await ReadAsync(transaction)).Should().Be("ten");
        await transaction.SaveSnapshotAsync(A.Snapshot(Stream, 12, "twelve"), Token);
        await transaction.SaveSnapshotAsync(A.Snapshot(Stream, 11, "eleven"), Token);
        (await ReadAsync(transaction)).Should().Be("twelve");
        await transaction.DeleteSnapshotAsync(Stream, "totals", Token);
        await transaction.SaveSnapshotAsync(A.Snapshot(Stream, 8, "eight"), Token);
        await transaction.CommitAsync();

        (await ReadAsync(Store)).Should().Be("eight", "it was saved after the newer one was deleted");
    }

    [Fact]
    public async Task Keeps_a_newer_one_that_was_saved_while_a_transaction_with_an_older_one_was_open()
    {
        await using var transaction = await BeginAsync();
        await transaction.SaveSnapshotAsync(A.Snapshot(Stream, 10, "older"), Token);
        var newer = Task.Run(async () => await Store.SaveSnapshotAsync(A.Snapshot(Stream, 11, "newer"), Token), Token);

        await transaction.CommitAsync();
        await newer.WithinLimitAsync("the snapshot that another caller saves");

        (await ReadAsync(Store)).Should().Be("newer");
    }

    [Fact]
    public async Task Changes_no_record()
    {
        await Store.AppendAsync(Stream, A.Records(2));
        await Store.SaveSnapshotAsync(A.Snapshot(Stream, 1_000_000), Token);
        await Store.DeleteSnapshotAsync(Stream, "totals", Token);

        (await Store.ReadStreamAsync(Stream)).Numbers().Should().Equal(1, 2);
    }

    private async Task<string?> ReadAsync(ISnapshotStore store, StreamId? stream = null, string name = "totals") =>
        await store.ReadSnapshotAsync(stream ?? Stream, name, Token) is { } snapshot
            ? Encoding.UTF8.GetString(snapshot.State.Data.Span)
            : null;
}
