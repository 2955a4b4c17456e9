namespace Po.Tests;

// The commit of what is executed together fails, and it is found out whether it was stored: exactly once in the end, whatever the answer.
public class OutcomeTests
{
    private static readonly StreamId One = A.Stream("counter-1");
    private static readonly StreamId Two = A.Stream("other-2");
    private static readonly Fold<int> Total = new Fold<int>(0).On<Added>((total, added) => total + added.Value);

    private readonly FaultyStore _store = new();
    private int _runs;

    [Fact]
    public async Task Stored_although_the_answer_was_lost_is_a_success_and_does_not_run_again()
    {
        var protocol = new RecordingProtocol();
        await using var po = new TestPo { Store = _store, Protocol = protocol };
        LoseAnswerOfCommit();

        (await MoveAsync(po)).Should().Be(1);

        await ShouldHoldAsync(po, 1);
        protocol.Sent.Should().HaveCount(2);
        _store.OpenTransactions.Should().Be(0);
    }

    [Fact]
    public async Task Not_stored_runs_again_and_is_stored_once()
    {
        await using var po = new TestPo { Store = _store };
        _store.Fail(StoreCall.Commit, new StoreAwayException());

        (await MoveAsync(po)).Should().Be(2);

        await ShouldHoldAsync(po, 1);
    }

    [Fact]
    public async Task Not_stored_for_a_reason_that_stays_is_that_failure()
    {
        await using var po = new TestPo { Store = _store };
        var refusal = new FormatException("a rule of the database");
        _store.Fail(StoreCall.Commit, refusal);

        (await FluentActions.Awaiting(() => MoveAsync(po)).Should().ThrowAsync<FormatException>()).Which.Should().BeSameAs(refusal);

        _runs.Should().Be(1);
        await ShouldHoldAsync(po, 0);
    }

    [Fact]
    public async Task A_store_that_is_away_is_asked_until_it_is_back()
    {
        await using var po = new TestPo { Store = _store };
        LoseAnswerOfCommit(() => _store.Fail(StoreCall.Begin, new StoreAwayException(), times: 5));

        var moving = Task.Run(async () => await MoveAsync(po), Token);
        await po.Clock.DriveAsync(moving, "the answer");

        (await moving).Should().Be(1);
        await ShouldHoldAsync(po, 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_stays_away_leaves_the_outcome_unknown_and_nothing_runs_again(bool isStored)
    {
        await using var po = new TestPo { Store = _store };
        var lost = new StoreAwayException();
        if (isStored)
        {
            LoseAnswerOfCommit(() => _store.Fail(StoreCall.Begin, new StoreAwayException(), times: 1_000), lost);
        }
        else
        {
            _store.Before = call =>
            {
                if (call is StoreCall.Commit)
                {
                    _store.Fail(StoreCall.Begin, new StoreAwayException(), times: 1_000);
                    throw lost;
                }

                return ValueTask.CompletedTask;
            };
        }

        var moving = Task.Run(async () => await MoveAsync(po), Token);
        await FluentActions.Awaiting(() => po.Clock.DriveAsync(moving, "the answer")).Should().ThrowAsync<OutcomeUnknownException>()
            .Where(e => e.InnerException == lost);

        _runs.Should().Be(1);
        await ShouldHoldAsync(po, isStored ? 1 : 0);
    }

    [Fact]
    public async Task Somebody_in_the_place_of_what_was_not_stored_makes_it_run_again()
    {
        await using var po = new TestPo { Store = _store };
        _store.Before = async call =>
        {
            if (call is StoreCall.Commit && _runs == 1)
            {
                // The transaction is the only writer of this store as long as it lasts, so the other one comes when it has ended.
                _store.Before = async next =>
                {
                    if (next is StoreCall.Begin)
                    {
                        _store.Before = null;
                        await _store.Inner.AppendAsync(A.Request(po, One, 5), Token);
                    }
                };
                throw new StoreAwayException();
            }
        };

        (await MoveAsync(po)).Should().Be(2);

        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(5, 1);
        (await po.Engine.ValuesAsync("other-2")).Should().Equal(1);
    }

    // The same ids, but not the same transaction: the value of this one was never stored.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_command_of_somebody_else_is_not_taken_for_its_own(bool atTheSameTime)
    {
        await using var po = new TestPo { Store = _store };
        var options = new CommandOptions { Id = Guid.CreateVersion7() };
        await using var other = new TestPo { Store = _store.Inner };
        other.Clock.Advance(TimeSpan.FromSeconds(atTheSameTime ? 0 : 1));
        _store.Before = call =>
        {
            if (call is StoreCall.Commit)
            {
                _store.Before = async next =>
                {
                    if (next is StoreCall.Begin)
                    {
                        _store.Before = null;
                        if (atTheSameTime)
                        {
                            await other.AppendAsync("other-2", new Added(1));
                        }

                        await other.Engine.ExecuteAsync(One, Total, _ => Decision.Append(new Added(5)), options, Token);
                    }
                };
                throw new StoreAwayException();
            }

            return ValueTask.CompletedTask;
        };

        var outcome = await po.Engine.ExecuteTogetherAsync(
            async token => await po.Engine.ExecuteAsync(One, Total, _ => Decision.Append(new Added(1)).Returning(1), options, token), Token);

        outcome.IsRepetition.Should().BeTrue();
        (await po.Engine.ValuesAsync("counter-1")).Should().Equal(5);
    }

    private void LoseAnswerOfCommit(Action? meanwhile = null, StoreAwayException? lost = null) => _store.After = call =>
    {
        if (call is StoreCall.Commit)
        {
            _store.After = null;
            meanwhile?.Invoke();
            throw lost ?? new StoreAwayException();
        }

        return ValueTask.CompletedTask;
    };

    private async Task<int> MoveAsync(TestPo po)
    {
        await po.Engine.ExecuteTogetherAsync(
            async token =>
            {
                _runs++;
                await po.Engine.ExecuteAsync(One, Total, _ => Decision.Append(new Added(1)), cancellationToken: token);
                await po.Engine.ExecuteAsync(Two, Total, _ => Decision.Append(new Added(1)), cancellationToken: token);
            },
            Token);
        return _runs;
    }

    private static async Task ShouldHoldAsync(TestPo po, int count)
    {
        (await po.Store.ReadLastNumberAsync(One, Token)).Should().Be(count);
        (await po.Store.ReadLastNumberAsync(Two, Token)).Should().Be(count);
    }
}
