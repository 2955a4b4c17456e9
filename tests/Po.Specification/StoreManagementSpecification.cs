namespace Po.Specification;

/// <summary>A store can be made ready again and again, and says which errors are worth another try.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class StoreManagementSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Fact]
    public async Task Can_be_initialised_again_without_losing_anything()
    {
        await Store.AppendAsync(Stream, A.Record());

        await Store.InitializeAsync(Token);
        await (await OpenAnotherAsync()).InitializeAsync(Token);

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(1);
    }

    [Fact]
    public async Task Can_be_initialised_by_many_at_the_same_time()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAnotherAsync().AsTask()));

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            Task.Run(async () => await stores[i % 4].InitializeAsync(Token), Token)))
            .WithinLimitAsync("16 callers that initialise the store");

        foreach (var store in stores)
        {
            await store.AppendAsync(Stream, A.Record());
        }

        (await Store.ReadStreamAsync(Stream)).Numbers().Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public async Task Calls_no_mistake_of_the_caller_transient()
    {
        await Store.AppendAsync(Stream, A.Record());
        var conflict = await FluentActions.Awaiting(async () => await Store.AppendAsync(Stream, ExpectedNumber.NoStream, A.Record()))
            .Should().ThrowAsync<WriteConflictException>();

        Store.IsTransient(conflict.Which).Should().BeFalse("the same append conflicts again");
        Store.IsTransient(new ArgumentException("wrong")).Should().BeFalse();
        Store.IsTransient(new DuplicateMessageIdException(Stream, Guid.NewGuid())).Should().BeFalse();
        Store.IsTransient(new InvalidOperationException("wrong")).Should().BeFalse();
    }

    [Fact]
    public async Task Opens_twice_if_several_processes_may_use_it()
    {
        var another = await OpenAnotherAsync();

        ReferenceEquals(another, Store).Should().Be(!Store.Capabilities.HasFlag(StoreCapabilities.MultipleProcesses));
        another.Capabilities.Should().Be(Store.Capabilities);
        await another.AppendAsync(Stream, A.Record());
        (await Store.AppendAsync(Stream, 1, A.Record())).LastNumber.Should().Be(2, "both work on the same data");
    }
}
