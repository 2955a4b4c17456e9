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
        await using var engines = new Engines(await OpenTwoAsync());
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
}
