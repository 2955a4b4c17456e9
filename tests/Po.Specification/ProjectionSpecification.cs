namespace Po.Specification;

/// <summary>Projections see what is final, and so do their snapshots.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class ProjectionSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_snapshot_of_a_group_ends_before_what_an_open_transaction_has_appended(bool commits)
    {
        await using var engines = new Engines(await OpenTwoAsync(), Tallies.Open);
        var group = new StreamId(Group);
        await engines[0].AppendAsync(Stream, [new Happened(1), new Happened(2), new Happened(3)], cancellationToken: Token);
        await using var transaction = await BeginAsync();
        var held = await transaction.AppendAsync(Stream, A.Record("""{"value":4}""") with { Type = "happened" });

        // Where the store has one writer the append and the snapshot wait for the transaction; no fold does.
        var behind = Task.Run(
            async () => await engines[1].AppendAsync(OtherStream, new Happened(5), cancellationToken: Token), Token);
        var before = await engines[0].ProjectAsync(group, new Tally("tally", 1), Token);
        if (commits)
        {
            await transaction.CommitAsync();
        }

        await transaction.DisposeAsync();
        var later = await behind.WithinLimitAsync("the append behind the transaction");
        await engines.FlushAsync(Token);
        var snapshot = await Store.ReadSnapshotAsync(group, "tally", Token);
        await Store.HorizonReachesAsync(Math.Max(held.LastGlobalNumber, later.LastGlobalNumber));
        var after = await engines[1].ProjectAsync(group, new Tally("tally", 1), Token);

        before.State.Should().Be(new Tally.Sums(3, 6, 3));
        snapshot!.GlobalNumber.Should().BeLessThan(held.LastGlobalNumber);
        after.State.Sum.Should().Be(commits ? 15 : 11);
        after.State.Count.Should().Be(commits ? 5 : 4);
    }

    // What is written behind the back may wait for the lock of the very deletion; the deletion must not wait for it in turn.
    [Fact]
    public async Task A_snapshot_that_a_transaction_has_deleted_is_not_brought_back_by_what_was_to_be_written()
    {
        if (!Store.Capabilities.HasFlag(StoreCapabilities.MultipleStreams))
        {
            return;
        }

        await using var engines = new Engines(await OpenTwoAsync(), Tallies.Open);
        await engines[0].AppendAsync(Stream, [new Happened(1), new Happened(2), new Happened(3)], cancellationToken: Token);
        await engines[0].SaveSnapshotAsync(Stream, new Tally("tally", 1), Token);
        await engines[0].AppendAsync(Stream, [new Happened(4), new Happened(5), new Happened(6)], cancellationToken: Token);

        await engines[0].ExecuteTogetherAsync(
            async token =>
            {
                await engines[0].DeleteSnapshotAsync(Stream, "tally", token);
                Task<Tally> folding;
                using (ExecutionContext.SuppressFlow())
                {
                    folding = Task.Run(async () => await engines[0].ProjectAsync(Stream, new Tally("tally", 1), Token), token);
                }

                (await folding).State.Sum.Should().Be(21);
                await engines[0].DeleteSnapshotAsync(Stream, "tally", token);
            },
            Token).AsTask().WithinLimitAsync("the deletion beside what is written");
        await engines.FlushAsync(Token);

        (await Store.ReadSnapshotAsync(Stream, "tally", Token)).Should().BeNull();
        (await engines[1].ProjectAsync(Stream, new Tally("tally", 1), Token)).State.Sum.Should().Be(21);
    }
}
