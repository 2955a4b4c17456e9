using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Po.Transactions.Tests;

/// <summary>Streams inside a transaction that the application has begun.</summary>
public sealed class JoinTests(ShopFixture fixture) : ShopTests(fixture)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_row_and_a_message_are_stored_together_or_not_at_all(bool commit)
    {
        await using var connection = await Shop.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var inside = Po.Join(transaction);

        await InsertAsync(connection, transaction);
        await inside.AppendAsync(Stream, new OrderPlaced(1), ExpectedNumber.NoStream, Token);
        (await inside.ExecuteAsync(Stream, () => new PlaceOrder(2), Token)).Appended.Count.Should().Be(0, "it sees that one is placed");
        await inside.Stream(Stream).AppendAsync([new OrderPlaced(3)], Token);
        (await ReadAsync(inside)).Should().Equal(1, 3);
        (await ReadAsync(Po)).Should().BeEmpty();
        if (commit)
        {
            await transaction.CommitAsync(Token);
        }

        await transaction.DisposeAsync();
        await ShouldHoldAsync(row: commit, commit ? [1, 3] : []);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_executed_together_is_a_part_of_it_through_the_view_and_beside_it(bool commit)
    {
        var other = new StreamId("other", Id);
        await using var connection = await Shop.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var inside = Po.Join(transaction);

        await InsertAsync(connection, transaction);
        await inside.ExecuteTogetherAsync(
            async token =>
            {
                await inside.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: token);
                await Po.AppendAsync(other, new OrderPlaced(2), cancellationToken: token);
            },
            Token);
        if (commit)
        {
            await transaction.CommitAsync(Token);
        }

        await transaction.DisposeAsync();
        await ShouldHoldAsync(row: commit, commit ? [1] : []);
        (await Shop.Store.ReadLastNumberAsync(other, Token)).Should().Be(commit ? 1 : 0);
    }

    // Nobody but the application ends the transaction: the exception says that it has to be rolled back.
    [Fact]
    public async Task A_part_that_has_failed_fails_the_one_around_it_and_leaves_the_rest_to_the_application()
    {
        await using var connection = await Shop.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var inside = Po.Join(transaction);

        var whole = () => inside.ExecuteTogetherAsync(
            async token =>
            {
                var part = () => inside.ExecuteTogetherAsync(
                    async inner =>
                    {
                        await inside.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: inner);
                        throw new FormatException("no");
                    },
                    token).AsTask();
                await part.Should().ThrowAsync<FormatException>();
            },
            Token).AsTask();

        await whole.Should().ThrowAsync<InvalidOperationException>().WithMessage("*must not be stored*");
        (await ReadAsync(inside)).Should().Equal(1);
        await transaction.RollbackAsync(Token);
        await ShouldHoldAsync(row: false);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_EF_Core_saves_and_a_message_are_stored_together_or_not_at_all(bool commit)
    {
        await using (var db = Shop.CreateContext())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            db.Orders.Add(new Order { Id = Id, Total = 1 });
            await db.SaveChangesAsync(Token);
            await Po.Join(db.Database.CurrentTransaction!.GetDbTransaction())
                .AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
            if (commit)
            {
                await transaction.CommitAsync(Token);
            }
        }

        await ShouldHoldAsync(row: commit, commit ? [1] : []);
    }

    [Fact]
    public async Task What_EF_Core_refuses_to_save_takes_the_message_along()
    {
        await Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
        await using (var connection = await Shop.DataSource.OpenConnectionAsync(Token))
        {
            await InsertAsync(connection);
        }

        await using (var db = Shop.CreateContext())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            await Po.Join(transaction.GetDbTransaction()).AppendAsync(Stream, new OrderPlaced(2), cancellationToken: Token);
            db.Orders.Add(new Order { Id = Id, Total = 2 });
            await db.Invoking(context => context.SaveChangesAsync(Token)).Should().ThrowAsync<DbUpdateException>();
        }

        await ShouldHoldAsync(row: true, 1);
    }

    [Fact]
    public async Task A_conflict_leaves_the_transaction_of_the_application_usable()
    {
        await Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
        await using var connection = await Shop.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var inside = Po.Join(transaction);

        await InsertAsync(connection, transaction);
        await inside.Awaiting(po => po.AppendAsync(Stream, new OrderPlaced(2), ExpectedNumber.NoStream, Token).AsTask())
            .Should().ThrowAsync<WriteConflictException>();
        await inside.AppendAsync(Stream, new OrderPlaced(3), 1, Token);
        await transaction.CommitAsync(Token);

        await ShouldHoldAsync(row: true, 1, 3);
    }

    [Fact]
    public async Task A_command_that_somebody_was_faster_than_decides_again_inside_the_transaction()
    {
        await using var connection = await Shop.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var attempts = 0;

        var result = await Po.Join(transaction).ExecuteAsync(
            Stream,
            () => new Interrupted(() => attempts++ == 0 ? Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token).AsTask() : null),
            Token);
        await transaction.CommitAsync(Token);

        attempts.Should().Be(2);
        result.Appended.LastNumber.Should().Be(2);
        await ShouldHoldAsync(row: false, 1, 2);
    }

    [Fact]
    public async Task After_a_rollback_to_a_savepoint_an_old_view_conflicts_and_a_new_one_goes_on()
    {
        await using var connection = await Shop.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var inside = Po.Join(transaction);
        var view = inside.Stream(Stream);
        await view.AppendAsync([new OrderPlaced(1)], Token);
        await transaction.SaveAsync("here", Token);
        await view.AppendAsync([new OrderPlaced(2)], Token);

        await transaction.RollbackAsync("here", Token);

        (await view.Awaiting(old => old.AppendAsync([new OrderPlaced(3)], Token).AsTask()).Should().ThrowAsync<WriteConflictException>())
            .Which.ActualNumber.Should().Be(1);
        (await inside.Stream(Stream).AppendAsync([new OrderPlaced(4)], Token)).LastNumber.Should().Be(2);
        (await inside.ProjectAsync(Stream, new Totals(), Token)).State.Should().Be(5);
        await transaction.CommitAsync(Token);
        await ShouldHoldAsync(row: false, 1, 4);
    }

    [Fact]
    public async Task A_snapshot_of_what_was_rolled_back_is_not_kept()
    {
        var group = StreamId.Parse("order" + Id);
        var stream = new StreamId(group.Group, "1");
        await using (var connection = await Shop.DataSource.OpenConnectionAsync(Token))
        {
            await using var transaction = await connection.BeginTransactionAsync(Token);
            var inside = Po.Join(transaction);
            await inside.AppendAsync(stream, new OrderPlaced(1), cancellationToken: Token);
            (await inside.ProjectAsync(stream, new Totals(), Token)).State.Should().Be(1);
            (await inside.ProjectAsync(group, new Totals(), Token)).State.Should().BeOneOf(0, 1);
        }

        await Shop.FlushSnapshotsAsync();
        (await Shop.Store.ReadSnapshotAsync(stream, "totals", Token)).Should().BeNull();
        (await Shop.Store.ReadSnapshotAsync(group, "totals", Token)).Should().BeNull();
        await Po.AppendAsync(stream, new OrderPlaced(2), cancellationToken: Token);
        (await Po.ProjectAsync(stream, new Totals(), Token)).State.Should().Be(2);
        await Shop.FlushSnapshotsAsync();
        (await Shop.Store.ReadSnapshotAsync(stream, "totals", Token)).Should().NotBeNull("outside of a transaction they are kept");
    }

    [Theory]
    [InlineData(IsolationLevel.RepeatableRead)]
    [InlineData(IsolationLevel.Serializable)]
    public async Task A_transaction_that_sees_one_moment_conflicts_with_whoever_was_faster_since(IsolationLevel level)
    {
        await using var connection = await Shop.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(level, Token);
        var inside = Po.Join(transaction);
        (await ReadAsync(inside)).Should().BeEmpty();
        await Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);

        var conflict = await inside.Awaiting(po => po.AppendAsync(Stream, new OrderPlaced(2), cancellationToken: Token).AsTask())
            .Should().ThrowAsync<WriteConflictException>();

        conflict.Which.Expected.Should().Be(ExpectedNumber.NoStream);
        conflict.Which.ActualNumber.Should().Be(1);
        await inside.AppendAsync(new StreamId("order", Id + "-other"), new OrderPlaced(3), cancellationToken: Token);
        await transaction.CommitAsync(Token);
        await ShouldHoldAsync(row: false, 1);
    }

    [Fact]
    public async Task Subscriptions_are_woken_when_the_connection_is_closed_and_not_before()
    {
        await using (var connection = await Shop.DataSource.OpenConnectionAsync(Token))
        {
            await using (var transaction = await connection.BeginTransactionAsync(Token))
            {
                await Po.Join(transaction).AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
                await transaction.CommitAsync(Token);
            }

            Shop.Broker.Streams.Should().NotContain(Stream);
        }

        await Shop.Broker.WhenToldOfAsync(Stream);
    }

    [Fact]
    public async Task Subscriptions_are_woken_when_EF_Core_has_committed()
    {
        await using var db = Shop.CreateContext();
        await using var transaction = await db.Database.BeginTransactionAsync(Token);
        await Po.Join(transaction.GetDbTransaction()).AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
        Shop.Broker.Streams.Should().NotContain(Stream);

        await transaction.CommitAsync(Token);

        await Shop.Broker.WhenToldOfAsync(Stream);
    }

    [Fact]
    public async Task A_connection_that_stays_open_keeps_no_more_than_it_must()
    {
        await using (var connection = await Shop.DataSource.OpenConnectionAsync(Token))
        {
            for (var i = 0; i < 100; i++)
            {
                await using var transaction = await connection.BeginTransactionAsync(Token);
                await Po.Join(transaction).AppendAsync(new StreamId("order", $"{Id}-{i}"), new OrderPlaced(1), cancellationToken: Token);
                await transaction.CommitAsync(Token);
            }
        }

        await Shop.Broker.WhenToldOfAsync(StreamId.All);
        Shop.Broker.Streams.Should().NotContain(new StreamId("order", $"{Id}-0"));
    }

    [Fact]
    public async Task A_transaction_that_has_ended_is_not_joined()
    {
        await using var connection = await Shop.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var inside = Po.Join(transaction);
        await transaction.CommitAsync(Token);

        await inside.Awaiting(po => po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token).AsTask())
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*has ended*");

        await ShouldHoldAsync(row: false);
    }

    // Lets somebody else be faster between reading and appending.
    private sealed class Interrupted(Func<Task?> interrupt) : ICommandHandler
    {
        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public async ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
        {
            await (interrupt() ?? Task.CompletedTask);
            appender.Append(new OrderPlaced((int)appender.Size + 1));
        }
    }
}
