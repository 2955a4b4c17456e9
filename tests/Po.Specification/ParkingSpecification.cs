namespace Po.Specification;

/// <summary>Parked messages are kept by subscription, in the order of their global numbers, until they are taken out.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class ParkingSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    private static readonly ParkedRequest Everything = new();

    [Fact]
    public async Task Keeps_everything_about_a_message_for_everybody_once_it_is_committed()
    {
        var another = await OpenAnotherAsync();
        ParkedMessage[] messages =
        [
            A.Parked(Stream, 7) with { Attempts = 5, Error = "größer", IsReplayRequested = true },
            A.Parked(OtherStream, long.MaxValue) with { Attempts = 0, Error = null },
            A.Parked(new StreamId(Group), 9) with { Error = "" },
        ];
        await using (var transaction = await BeginAsync())
        {
            await transaction.TryLockPositionAsync(Subscription, Token);
            await transaction.ParkAsync(messages, Token);
            (await transaction.ReadParkedAsync(Everything, Token)).Should().Equal(messages[0], messages[2], messages[1]);
            (await another.ReadParkedAsync(Subscription, Everything, Token)).Should().BeEmpty("it is not committed");
            await transaction.CommitAsync();
        }

        foreach (var store in await OpenTwoAsync())
        {
            (await store.ReadParkedAsync(Subscription, Everything, Token)).Should().Equal(messages[0], messages[2], messages[1]);
            (await store.ReadSubscriptionAsync(Subscription, Token)).Should().BeEquivalentTo(new { ParkedMessages = 1L, IsReplayRequested = true });
            (await store.ReadSubscriptionsAsync(Token)).Single(subscription => subscription.Id == Subscription).Should()
                .BeEquivalentTo(new { ParkedMessages = 3L, IsReplayRequested = true });
            (await store.LookAsync(Subscription)).Should().BeEquivalentTo(new { ParkedMessages = 1L, IsReplayRequested = true });
        }
    }

    [Fact]
    public async Task Forgets_what_a_transaction_that_is_rolled_back_has_changed()
    {
        var parked = await ParkAsync(1, 2, 3);

        await Store.HoldAsync(
            Subscription,
            async transaction =>
            {
                await transaction.ParkAsync([A.Parked(Stream, 4)], Token);
                await transaction.RequestReplayAsync(null, true, Token);
                (await transaction.UnparkAsync(null, 1, 2, Token)).Should().Be(2);
                (await ReadAsync(transaction)).Should().Equal(3, 4);
            },
            commit: false);

        (await Store.ReadParkedAsync(Subscription, Everything, Token)).Should().Equal(parked);
    }

    [Fact]
    public async Task Has_nothing_without_a_lock()
    {
        await ParkAsync(1);
        await using var transaction = await BeginAsync();

        foreach (var call in (Func<Task>[])[
            async () => await transaction.ParkAsync([A.Parked(Stream, 1)], Token),
            async () => await transaction.FindParkedStreamsAsync([Stream], Token),
            async () => await transaction.ReadParkedAsync(Everything, Token),
            async () => await transaction.RequestReplayAsync(null, true, Token),
            async () => await transaction.UnparkAsync(null, 1, 1, Token),
            async () => await transaction.AddAuditAsync(A.Audit(Subscription), Token)])
        {
            await call.Should().ThrowAsync<InvalidOperationException>();
        }

        (await Store.ReadParkedAsync(Subscription, Everything, Token)).Should().HaveCount(1);
    }

    [Fact]
    public async Task Keeps_when_a_message_was_parked_first()
    {
        await ParkAsync(1, 2);
        var again = A.Parked(Stream, 1) with { Attempts = 9, Error = null, IsReplayRequested = true, ParkedAt = A.Time.AddDays(1) };

        await Store.HoldAsync(Subscription, async transaction =>
        {
            await transaction.ParkAsync([again], Token);
            await transaction.ParkAsync([A.Parked(OtherStream, 3) with { ParkedAt = A.Time.AddDays(2) }], Token);
        });

        var read = await Store.ReadParkedAsync(Subscription, Everything, Token);
        read.Should().Equal(again with { ParkedAt = A.Time }, A.Parked(OtherStream, 2), A.Parked(OtherStream, 3) with { ParkedAt = A.Time.AddDays(2) });
    }

    [Fact]
    public async Task Takes_errors_of_any_length_and_many_messages_at_once()
    {
        var messages = Enumerable.Range(1, 1_500).Select(i => A.Parked(Stream, i) with { Error = new string('長', i * 2) }).ToList();

        await Store.HoldAsync(Subscription, async transaction =>
        {
            await transaction.ParkAsync([], Token);
            await transaction.ParkAsync(messages, Token);
        });

        var read = await Store.ReadParkedAsync(Subscription, Everything with { MaxCount = 2_000 }, Token);
        read.Select(message => message.Error!.Length).Should().Equal(
            Enumerable.Range(1, 1_500).Select(i => Math.Min(i * 2, SubscriptionStatus.MaxErrorLength)));
        (await Store.ReadParkedAsync(Subscription, Everything, Token)).Should().HaveCount(1_000, "that is the default");
    }

    [Theory]
    [InlineData(false, false, 1, 100, "1 2 3 4 5 6 7 8 9 10")]
    [InlineData(false, false, 4, 100, "4 5 6 7 8 9 10")]
    [InlineData(false, false, 4, 2, "4 5")]
    [InlineData(false, false, 11, 100, "")]
    [InlineData(false, true, 1, 100, "3 6 9")]
    [InlineData(false, true, 4, 1, "6")]
    [InlineData(true, false, 1, 100, "1 3 5 7 9")]
    [InlineData(true, false, 4, 2, "5 7")]
    [InlineData(true, true, 1, 100, "3 9")]
    [InlineData(true, true, 4, 100, "9")]
    public async Task Reads_what_is_asked_for_in_order(bool ofStream, bool onlyRequested, long from, int maxCount, string expected)
    {
        await Store.HoldAsync(Subscription, async transaction => await transaction.ParkAsync(
            [.. Enumerable.Range(1, 10).Reverse().Select(i => A.Parked(i % 2 == 1 ? Stream : OtherStream, i) with { IsReplayRequested = i % 3 == 0 })],
            Token));
        var request = new ParkedRequest { Stream = ofStream ? Stream : null, OnlyRequested = onlyRequested, From = from, MaxCount = maxCount };

        var outside = await Store.ReadParkedAsync(Subscription, request, Token);

        string.Join(' ', outside.Select(message => message.GlobalNumber)).Should().Be(expected);
        await Store.HoldAsync(
            Subscription, async transaction => (await transaction.ReadParkedAsync(request, Token)).Should().Equal(outside), commit: false);
    }

    [Fact]
    public async Task Refuses_to_read_nothing()
    {
        var nothing = new ParkedRequest { MaxCount = 0 };
        await using var transaction = await BeginAsync();
        await transaction.TryLockPositionAsync(Subscription, Token);

        await FluentActions.Awaiting(async () => await Store.ReadParkedAsync(Subscription, nothing, Token)).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(async () => await transaction.ReadParkedAsync(nothing, Token)).Should().ThrowAsync<ArgumentException>();
        await FluentActions.Awaiting(async () => await Store.ReadAuditAsync(null, long.MaxValue, 0, Token)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Finds_which_streams_have_parked_messages()
    {
        var third = new StreamId(Group, "3");
        await Store.HoldAsync($"{Subscription}-1", async transaction => await transaction.ParkAsync([A.Parked(third, 1)], Token));

        await Store.HoldAsync(Subscription, async transaction =>
        {
            (await transaction.FindParkedStreamsAsync([Stream], Token)).Should().BeEmpty();
            await transaction.ParkAsync(
                [A.Parked(Stream, 1), A.Parked(Stream, 2) with { IsReplayRequested = true }, A.Parked(Stream, 3), A.Parked(OtherStream, 4)], Token);

            (await transaction.FindParkedStreamsAsync([third, Stream, new StreamId(Group), OtherStream], Token)).Should()
                .BeEquivalentTo([new ParkedStream(Stream, true), new ParkedStream(OtherStream, false)]);
            (await transaction.FindParkedStreamsAsync([OtherStream], Token)).Should().Equal(new ParkedStream(OtherStream, false));
            (await transaction.FindParkedStreamsAsync([third], Token)).Should().BeEmpty("another subscription has parked it");
            (await transaction.FindParkedStreamsAsync([], Token)).Should().BeEmpty();
        });
    }

    [Fact]
    public async Task Counts_what_is_to_be_handed_over_again()
    {
        await ParkAsync(1, 2, 3, 4, 5);

        await Store.HoldAsync(Subscription, async transaction =>
        {
            (await transaction.RequestReplayAsync(Stream, true, Token)).Should().Be(3);
            (await transaction.RequestReplayAsync(Stream, true, Token)).Should().Be(3, "so many are of the stream");
            (await transaction.RequestReplayAsync(new StreamId(Group), true, Token)).Should().Be(0, "a stream is exactly one");
            (await ReadAsync(transaction, requested: true)).Should().Equal(1, 3, 5);
        });
        (await Store.LookAsync(Subscription)).IsReplayRequested.Should().BeTrue();

        await Store.HoldAsync(Subscription, async transaction =>
        {
            (await transaction.RequestReplayAsync(null, false, Token)).Should().Be(5);
            (await ReadAsync(transaction, requested: true)).Should().BeEmpty();
        });
        (await Store.LookAsync(Subscription)).Should().BeEquivalentTo(new { ParkedMessages = 1L, IsReplayRequested = false });
    }

    [Theory]
    [InlineData(false, 0, long.MaxValue, "")]
    [InlineData(false, 2, 4, "1 5")]
    [InlineData(false, 3, 3, "1 2 4 5")]
    [InlineData(false, 4, 2, "1 2 3 4 5")]
    [InlineData(false, 6, long.MaxValue, "1 2 3 4 5")]
    [InlineData(true, 0, long.MaxValue, "2 4")]
    [InlineData(true, 1, 3, "2 4 5")]
    [InlineData(true, 2, 2, "1 2 3 4 5")]
    public async Task Takes_out_a_range(bool ofStream, long from, long to, string left)
    {
        var neighbour = $"{Subscription}-1";
        await Store.HoldAsync(neighbour, async transaction => await transaction.ParkAsync([A.Parked(Stream, 3)], Token));
        await ParkAsync(1, 2, 3, 4, 5);

        await Store.HoldAsync(Subscription, async transaction =>
        {
            var removed = await transaction.UnparkAsync(ofStream ? Stream : null, from, to, Token);
            string.Join(' ', await ReadAsync(transaction)).Should().Be(left);
            removed.Should().Be(5 - left.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        });

        string.Join(' ', (await Store.ReadParkedAsync(Subscription, Everything, Token)).Select(message => message.GlobalNumber)).Should().Be(left);
        (await Store.ReadParkedAsync(neighbour, Everything, Token)).Should().HaveCount(1);
        (await Store.LookAsync(Subscription)).ParkedMessages.Should().Be(left == "" ? 0 : 1);
    }

    [Fact]
    public async Task Changes_with_the_position_and_what_is_appended_or_not_at_all()
    {
        var last = (await Store.AppendAsync(Stream, A.Records(3))).LastGlobalNumber;

        foreach (var commit in new[] { false, true })
        {
            await Store.HoldAsync(
                Subscription,
                async transaction =>
                {
                    await transaction.ParkAsync([A.Parked(Stream, last)], Token);
                    await transaction.AppendAsync(OtherStream, A.Record());
                    await transaction.SetPositionAsync(last, Token);
                },
                commit);

            (await Store.ReadParkedAsync(Subscription, Everything, Token)).Should().HaveCount(commit ? 1 : 0);
            (await Store.ReadPositionAsync(Subscription, Token)).Should().Be(commit ? last : 0);
            (await Store.ReadLastNumberAsync(OtherStream)).Should().Be(commit ? 1 : 0);
        }
    }

    [Fact]
    public async Task Is_seen_by_whoever_locks_next_however_quickly()
    {
        var stores = await OpenTwoAsync();
        for (var round = 1; round <= 40; round++)
        {
            var parked = round % 2 == 1;
            await using var holder = await BeginAsync();
            await holder.LockPositionAsync(Subscription, Token);
            var looking = Enumerable.Range(0, 3).Select(i => Task.Run(() => LookAsync(stores[i % 2]), Token)).ToList();
            await (parked ? holder.ParkAsync([A.Parked(Stream, round)], Token) : AsValueTask(holder.UnparkAsync(null, 0, long.MaxValue, Token)));
            await holder.CommitAsync();

            foreach (var look in looking)
            {
                (await look.WithinLimitAsync("the next transaction to lock the position")).Should().Be(parked ? 1 : 0);
            }
        }

        async Task<long> LookAsync(IStore store)
        {
            while (true)
            {
                await using var transaction = await store.BeginAsync(Token);
                if (await transaction.TryLockPositionAsync(Subscription, Token) is not null)
                {
                    return transaction.LockedSubscription!.ParkedMessages;
                }

                await Task.Yield();
            }
        }

        static async ValueTask AsValueTask(ValueTask<long> task) => await task;
    }

    // Odd ones of one stream, even ones of the other.
    private async Task<IReadOnlyList<ParkedMessage>> ParkAsync(params int[] numbers)
    {
        ParkedMessage[] messages = [.. numbers.Select(number => A.Parked(number % 2 == 1 ? Stream : OtherStream, number))];
        await Store.HoldAsync(Subscription, async transaction => await transaction.ParkAsync(messages, Token));
        return messages;
    }

    private static async Task<IEnumerable<long>> ReadAsync(IStoreTransaction transaction, bool requested = false) =>
        (await transaction.ReadParkedAsync(new ParkedRequest { OnlyRequested = requested }, Token)).Select(message => message.GlobalNumber);
}
