namespace Po.Specification;

/// <summary>What is executed together is stored on every stream or on none, beside others that do the same.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class TogetherSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    private bool IsCapable => Store.Capabilities.HasFlag(StoreCapabilities.MultipleStreams);

    [Fact]
    public async Task Is_refused_by_a_store_that_cannot()
    {
        await using var po = Bank.Open(Store);
        var transfer = async () => await TransferAsync(po, Stream, OtherStream, 0);

        if (IsCapable)
        {
            await transfer.Should().NotThrowAsync();
        }
        else
        {
            await transfer.Should().ThrowAsync<TransactionRefusedException>();
        }
    }

    [Fact]
    public async Task Is_seen_inside_at_once_and_by_others_as_a_whole_after_it_has_ended()
    {
        if (!IsCapable)
        {
            return;
        }

        await using var po = Bank.Open(Store);
        await po.ExecuteTogetherAsync(
            async token =>
            {
                await po.ExecuteAsync(Stream, Account.Fold, account => account.Deposit(1), cancellationToken: token);
                await po.ExecuteAsync(OtherStream, Account.Fold, account => account.Deposit(2), cancellationToken: token);
                (await po.ProjectAsync(Stream, Account.Fold, token)).Balance.Should().Be(1);
                (await po.ProjectAsync(OtherStream, Account.Fold, token)).Balance.Should().Be(2);
                foreach (var store in await OpenTwoAsync())
                {
                    (await store.ReadLastNumberAsync(Stream, token)).Should().Be(0);
                    (await store.ReadLastNumberAsync(OtherStream, token)).Should().Be(0);
                }
            },
            Token);

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(1);
        (await Store.ReadLastNumberAsync(OtherStream)).Should().Be(1);
    }

    [Fact]
    public async Task Leaves_nothing_behind_when_its_last_part_is_rejected_or_fails()
    {
        if (!IsCapable)
        {
            return;
        }

        await using var po = Bank.Open(Store);
        await po.ExecuteAsync(Stream, Account.Fold, account => account.Deposit(10), cancellationToken: Token);

        var rejected = await po.ExecuteTogetherAsync(
            async token =>
            {
                await po.ExecuteAsync(OtherStream, Account.Fold, account => account.Deposit(11), cancellationToken: token);
                return await po.ExecuteAsync(Stream, Account.Fold, account => account.Withdraw(11), cancellationToken: token);
            },
            Token);
        var failing = async () => await po.ExecuteTogetherAsync(
            async token =>
            {
                await po.AppendAsync(OtherStream, new Deposited(11), cancellationToken: token);
                throw new FormatException("no");
            },
            Token);

        rejected.Rejections.Should().ContainSingle().Which.Code.Should().Be("balance_too_low");
        await failing.Should().ThrowAsync<FormatException>();
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(1);
        (await Store.ReadLastNumberAsync(OtherStream)).Should().Be(0);
        await po.AppendAsync(OtherStream, new Deposited(1), cancellationToken: Token);
    }

    [Fact]
    public async Task Transfers_in_opposite_directions_all_end_and_keep_the_sum()
    {
        if (!IsCapable)
        {
            return;
        }

        var engines = (await OpenTwoAsync()).Select(Bank.Open).ToArray();
        await engines[0].AppendAsync(Stream, new Deposited(100), cancellationToken: Token);
        await engines[0].AppendAsync(OtherStream, new Deposited(100), cancellationToken: Token);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(
            async () => caller % 2 == 0
                ? await TransferAsync(engines[caller / 2 % 2], Stream, OtherStream, 30)
                : await TransferAsync(engines[caller / 2 % 2], OtherStream, Stream, 50),
            Token))).WithinLimitAsync("eight transfers in opposite directions");

        var (one, other) = (
            await engines[0].ProjectAsync(Stream, Account.Fold, Token), await engines[0].ProjectAsync(OtherStream, Account.Fold, Token));
        (one.Balance + other.Balance).Should().Be(200);
        one.Balance.Should().Be(100 - Moved(0, 30) + Moved(1, 50)).And.BeGreaterThanOrEqualTo(0);
        other.Balance.Should().BeGreaterThanOrEqualTo(0);
        foreach (var engine in engines)
        {
            await engine.DisposeAsync();
        }

        long Moved(int direction, long amount) => amount * outcomes.Where((outcome, caller) => caller % 2 == direction && outcome.IsAccepted).Count();
    }

    [Fact]
    public async Task Is_stored_once_when_the_same_commands_are_sent_many_times()
    {
        if (!IsCapable)
        {
            return;
        }

        var engines = (await OpenTwoAsync()).Select(Bank.Open).ToArray();
        await engines[0].AppendAsync(Stream, new Deposited(100), cancellationToken: Token);
        var (withdrawal, deposit) = (new CommandOptions { Id = Guid.CreateVersion7() }, new CommandOptions { Id = Guid.CreateVersion7() });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(
            async () => await TransferAsync(engines[caller % 2], Stream, OtherStream, 30, withdrawal, deposit),
            Token))).WithinLimitAsync("eight times the same transfer");

        outcomes.Should().OnlyContain(outcome => outcome.IsAccepted).And.ContainSingle(outcome => !outcome.IsRepetition);
        outcomes.Select(outcome => outcome.Appended.LastGlobalNumber).Distinct().Should().ContainSingle();
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(2);
        (await Store.ReadLastNumberAsync(OtherStream)).Should().Be(1);
        foreach (var engine in engines)
        {
            await engine.DisposeAsync();
        }
    }

    private static async ValueTask<CommandOutcome<long>> TransferAsync(
        PoEngine po, StreamId from, StreamId to, long amount, CommandOptions? withdrawal = null, CommandOptions? deposit = null) =>
        await po.ExecuteTogetherAsync(
            async token =>
            {
                var withdrawn = await po.ExecuteAsync(from, Account.Fold, account => account.Withdraw(amount), withdrawal, token);
                return withdrawn.IsAccepted
                    ? await po.ExecuteAsync(to, Account.Fold, account => account.Deposit(amount), deposit, token)
                    : withdrawn;
            },
            Token);
}
