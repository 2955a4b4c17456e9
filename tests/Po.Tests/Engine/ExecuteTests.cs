namespace Po.Tests;

public class ExecuteTests
{
    private static readonly StreamId Counter = A.Stream("counter-1");

    [Fact]
    public async Task Hands_the_command_every_message_then_stores_what_it_appends()
    {
        await using var po = new TestPo();
        await po.AppendAsync("counter-1", A.Messages(1, 3));

        var result = await po.Engine.ExecuteAsync(Counter, () => new AddOne(), Token);

        result.Command.Seen.Should().Equal(1, 2, 3);
        result.Appended.Should().BeEquivalentTo(new AppendResult { Stream = Counter, LastNumber = 4, GlobalNumbers = [4] });
        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public async Task Size_is_the_number_of_messages_in_the_stream()
    {
        await using var po = new TestPo();
        var sizes = new List<long>();
        await po.AppendAsync("other-1", A.Messages(1, 7));
        await po.AppendAsync("counter-1", A.Messages(1, 2));

        await po.Engine.ExecuteAsync(Counter, () => new AddOne
        {
            Deciding = (_, appender) =>
            {
                sizes.Add(appender.Size);
                appender.Append(new Added(3));
                sizes.Add(appender.Size);
                appender.Append(new Added(4), new Added(5));
                sizes.Add(appender.Size);
                return ValueTask.CompletedTask;
            },
        }, Token);

        sizes.Should().Equal(2, 3, 5);
        (await po.Store.ReadLastNumberAsync(Counter, Token)).Should().Be(5);
    }

    [Fact]
    public async Task Size_of_an_empty_stream_is_zero()
    {
        await using var po = new TestPo();

        var result = await po.Engine.ExecuteAsync(Counter, () => new AddOne(), Token);

        result.Command.SizeBefore.Should().Be(0);
    }

    [Fact]
    public async Task Stores_nothing_when_the_command_appends_nothing()
    {
        var store = new FaultyStore();
        await using var po = new TestPo { Store = store };
        await po.AppendAsync("counter-1", A.Messages(1, 2));

        var result = await po.Engine.ExecuteAsync(Counter, () => new AddOne { Deciding = (_, _) => ValueTask.CompletedTask }, Token);

        result.Appended.Should().BeEquivalentTo(new AppendResult { Stream = Counter, LastNumber = 2, GlobalNumbers = [] });
        store.Count(StoreCall.Append).Should().Be(1);
    }

    [Fact]
    public async Task Stores_nothing_when_the_command_throws()
    {
        await using var po = new TestPo();
        var created = 0;

        var execute = () => po.Engine.ExecuteAsync(Counter, () =>
        {
            created++;
            return new AddOne
            {
                Deciding = (_, appender) =>
                {
                    appender.Append(new Added(1));
                    throw new FormatException("no");
                },
            };
        }, Token).AsTask();

        await execute.Should().ThrowAsync<FormatException>();
        created.Should().Be(1, "only conflicts are tried again");
        (await po.Engine.ValuesAsync("counter-1")).Should().BeEmpty();
    }

    [Fact]
    public async Task Refuses_an_unregistered_message_in_the_hands_of_the_command()
    {
        await using var po = new TestPo();
        var inner = new List<Exception>();

        await po.Engine.ExecuteAsync(Counter, () => new AddOne
        {
            Deciding = (_, appender) =>
            {
                inner.Add(Xunit.Record.Exception(() => appender.Append(new Unregistered(1)))!);
                inner.Add(Xunit.Record.Exception(() => appender.Append(new NewMessage(new Unregistered(1))))!);
                inner.Add(Xunit.Record.Exception(() => appender.Append([null!]))!);
                return ValueTask.CompletedTask;
            },
        }, Token);

        inner.Select(e => e.GetType()).Should()
            .Equal(typeof(UnknownMessageTypeException), typeof(UnknownMessageTypeException), typeof(ArgumentNullException));
    }

    [Fact]
    public async Task A_retry_hydrates_a_fresh_instance()
    {
        await using var po = new TestPo();
        await po.AppendAsync("counter-1", A.Messages(1, 2));
        var instances = new List<AddOne>();

        var result = await po.Engine.ExecuteAsync(Counter, () =>
        {
            var isFirst = instances.Count == 0;
            var command = new AddOne
            {
                Deciding = async (self, appender) =>
                {
                    if (isFirst)
                    {
                        await po.AppendAsync("counter-1", new Added(3));
                    }

                    appender.Append(new Added(self.Seen.Count + 1));
                },
            };
            instances.Add(command);
            return command;
        }, Token);

        instances.Should().HaveCount(2).And.OnlyHaveUniqueItems();
        result.Command.Should().BeSameAs(instances[1]);
        result.Command.Seen.Should().Equal(1, 2, 3);
        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(1, 2, 3, 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Throws_the_conflict_after_the_last_retry(int retries)
    {
        await using var po = new TestPo { CommandRetries = retries };
        var created = 0;

        var execute = () => po.Engine.ExecuteAsync(Counter, () =>
        {
            created++;
            return new AddOne
            {
                Deciding = async (_, appender) =>
                {
                    await po.AppendAsync("counter-1", new Added(0));
                    appender.Append(new Added(1));
                },
            };
        }, Token).AsTask();

        var conflict = (await execute.Should().ThrowAsync<WriteConflictException>()).Which;
        conflict.Stream.Should().Be(Counter);
        conflict.Expected.Should().Be(ExpectedNumber.Exactly(retries));
        conflict.ActualNumber.Should().Be(retries + 1);
        created.Should().Be(retries + 1);
        (await po.Engine.ValuesAsync("counter-1")).Should().OnlyContain(value => value == 0).And.HaveCount(retries + 1);
    }

    [Fact]
    public async Task Does_not_retry_a_conflict_of_another_stream()
    {
        await using var po = new TestPo();
        var created = 0;

        var execute = () => po.Engine.ExecuteAsync(Counter, () =>
        {
            created++;
            return new AddOne
            {
                Deciding = async (_, _) => await po.Engine.AppendAsync(A.Stream("other-1"), new Added(1), 5),
            };
        }, Token).AsTask();

        (await execute.Should().ThrowAsync<WriteConflictException>()).Which.Stream.Should().Be(A.Stream("other-1"));
        created.Should().Be(1);
    }

    [Fact]
    public async Task On_an_empty_stream_expects_no_stream()
    {
        await using var po = new TestPo { CommandRetries = 0 };

        var execute = () => po.Engine.ExecuteAsync(Counter, () => new AddOne
        {
            Deciding = async (_, appender) =>
            {
                await po.AppendAsync("counter-1", new Added(9));
                appender.Append(new Added(1));
            },
        }, Token).AsTask();

        (await execute.Should().ThrowAsync<WriteConflictException>()).Which.Expected.Should().Be(ExpectedNumber.NoStream);
        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(9);
    }

    [Fact]
    public async Task Many_at_once_lose_no_command()
    {
        await using var po = new TestPo { CommandRetries = 100 };

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => po.Engine.ExecuteAsync(Counter, () => new AddOne()).AsTask())))
            .Within("twenty commands");

        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(Enumerable.Range(1, 20));
    }

    [Fact]
    public async Task On_an_id_without_entity_sees_the_group_and_expects_its_own_number()
    {
        await using var po = new TestPo();
        await po.AppendAsync("counter-1", A.Messages(1, 3));
        await po.AppendAsync("counter", new Added(4));

        var result = await po.Engine.ExecuteAsync(A.Stream("counter"), () => new AddOne(), Token);

        result.Command.Seen.Should().Equal(1, 2, 3, 4);
        result.Command.SizeBefore.Should().Be(1);
        result.Appended.LastNumber.Should().Be(2);
    }

    [Fact]
    public async Task Refuses_what_is_no_command()
    {
        await using var po = new TestPo();

        var nowhere = () => po.Engine.ExecuteAsync(default, () => new AddOne(), Token).AsTask();
        var nothing = () => po.Engine.ExecuteAsync(Counter, (Func<AddOne>)null!, Token).AsTask();
        var nobody = () => po.Engine.ExecuteAsync(Counter, () => (AddOne)null!, Token).AsTask();
        var everywhere = () => po.Engine.ExecuteAsync(StreamId.All, () => new AddOne(), Token).AsTask();

        await nowhere.Should().ThrowAsync<ArgumentException>();
        await nothing.Should().ThrowAsync<ArgumentNullException>();
        await nobody.Should().ThrowAsync<ArgumentNullException>();
        await everywhere.Should().ThrowAsync<ArgumentException>();
    }
}
