namespace Po.Specification;

/// <summary>Commands decide on what is there, once for each id, and on several streams together or not at all.</summary>
/// <inheritdoc cref="StoreSpecification{TFixture}"/>
public abstract class CommandSpecification<TFixture>(TFixture fixture) : StoreSpecification<TFixture>(fixture)
    where TFixture : class, IStoreFixture
{
    [Fact]
    public async Task Withdraws_what_is_there_and_rejects_what_is_not()
    {
        await using var po = Bank.Open(Store);
        await po.ExecuteAsync(Stream, Account.Fold, account => account.Deposit(100), cancellationToken: Token);

        var accepted = await po.ExecuteAsync(Stream, Account.Fold, account => account.Withdraw(70), cancellationToken: Token);
        var rejected = await po.ExecuteAsync(Stream, Account.Fold, account => account.Withdraw(70), cancellationToken: Token);

        accepted.Value.Should().Be(30);
        accepted.Appended.LastNumber.Should().Be(2);
        rejected.Rejections.Should().ContainSingle().Which.Code.Should().Be("balance_too_low");
        rejected.Appended.Should().BeEquivalentTo(new { Stream, LastNumber = 2, Count = 0 });
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(2);
    }

    [Fact]
    public async Task Loses_no_command_of_many_callers_and_lets_none_decide_on_what_was_before()
    {
        await using var engines = await OpenEnginesAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(
            async () => caller % 2 == 0
                ? await engines[caller / 2].ExecuteAsync(Stream, Account.Fold, account => account.Deposit(10), cancellationToken: Token)
                : await engines[caller / 2].ExecuteAsync(Stream, Account.Fold, account => account.Withdraw(20), cancellationToken: Token),
            Token))).WithinLimitAsync("32 callers that deposit and withdraw");

        var balance = 0L;
        await foreach (var message in engines[0].ReadAsync(Stream, cancellationToken: Token))
        {
            balance += message.Data is Deposited deposited ? deposited.Amount : -((Withdrawn)message.Data).Amount;
            balance.Should().BeGreaterThanOrEqualTo(0);
            outcomes.Single(outcome => outcome.IsAccepted && outcome.Appended.LastNumber == message.Number).Value.Should().Be(balance);
        }

        (await Store.ReadLastNumberAsync(Stream)).Should().Be(outcomes.Count(outcome => outcome.IsAccepted));
        outcomes.Where(outcome => !outcome.IsAccepted).Should().OnlyContain(outcome => outcome.Rejections[0].Code == "balance_too_low");
    }

    [Fact]
    public async Task Answers_a_command_that_is_sent_again_with_what_it_has_stored_and_decides_nothing()
    {
        await using var engines = await OpenEnginesAsync();
        var options = new CommandOptions { Id = Guid.CreateVersion7() };
        var first = await engines[0].ExecuteAsync(
            Stream, Account.Fold, _ => Decision.Append(new Deposited(1), new Deposited(2), new Deposited(3)).Returning("new"), options, Token);
        await engines[0].ExecuteAsync(Stream, Account.Fold, account => account.Deposit(4), cancellationToken: Token);

        var again = await engines[1].ExecuteAsync(
            Stream, Account.Fold, Decision<string> (_) => throw new InvalidOperationException("It has decided again."), options, Token);

        first.Should().BeEquivalentTo(new { IsRepetition = false, Value = "new" });
        again.Should().BeEquivalentTo(new { IsAccepted = true, IsRepetition = true, HasValue = false });
        again.Appended.Should().BeEquivalentTo(first.Appended with { IsRepetition = true });
        again.Repeated.Select(message => message.Data).Should().Equal(new Deposited(1), new Deposited(2), new Deposited(3));
        (await Store.ReadLastNumberAsync(Stream)).Should().Be(4);
    }

    [Fact]
    public async Task Refuses_the_id_of_a_command_on_another_stream()
    {
        await using var po = Bank.Open(Store);
        var options = new CommandOptions { Id = Guid.CreateVersion7() };
        await po.ExecuteAsync(Stream, Account.Fold, account => account.Deposit(1), options, Token);

        var elsewhere = async () => await po.ExecuteAsync(OtherStream, Account.Fold, account => account.Deposit(1), options, Token);

        (await elsewhere.Should().ThrowAsync<DuplicateMessageIdException>()).Which.Should()
            .BeEquivalentTo(new { Stream = OtherStream, MessageId = options.Id });
        (await Store.ReadLastNumberAsync(OtherStream)).Should().Be(0);
    }

    // Each caller would store another number of messages, so that none can take the decision of another for its own.
    [Fact]
    public async Task Carries_a_command_out_once_when_many_send_it_at_the_same_time_and_all_hear_the_same()
    {
        await using var engines = await OpenEnginesAsync();
        for (var round = 0; round < 5; round++)
        {
            var options = new CommandOptions { Id = Guid.CreateVersion7() };
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(
                async () => await engines[caller].ExecuteAsync(
                    Stream,
                    Account.Fold,
                    _ => Decision.Append(Enumerable.Range(0, 1 + (caller % 4)).Select(_ => new Deposited(caller))).Returning(caller),
                    options,
                    Token),
                Token))).WithinLimitAsync("16 callers that send the same command");

            var first = outcomes.Should().ContainSingle(outcome => !outcome.IsRepetition).Subject;
            first.Appended.Count.Should().Be(1 + (first.Value % 4));
            outcomes.Where(outcome => outcome.IsRepetition).Should().AllSatisfy(outcome =>
            {
                outcome.Appended.Should().BeEquivalentTo(first.Appended with { IsRepetition = true });
                outcome.Repeated.Should().OnlyContain(message => ((Deposited)message.Data).Amount == first.Value);
            });
            (await Store.ReadLastNumberAsync(Stream)).Should().Be(first.Appended.LastNumber);
        }
    }

    private async ValueTask<Engines> OpenEnginesAsync() => new(await OpenTwoAsync(), Bank.Open);
}
