using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Po.Postgres.Server;

namespace Po.Transactions.Tests;

/// <summary>Streams in an ambient transaction.</summary>
public sealed class ScopeTests(ShopFixture fixture) : ShopTests(fixture)
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_row_of_Dapper_and_a_message_are_stored_together_or_not_at_all(bool rowFirst, bool complete)
    {
        using (var scope = BeginScope())
        {
            if (rowFirst)
            {
                await InsertOnItsOwnAsync();
            }

            await Po.AppendAsync(Stream, new OrderPlaced(1), ExpectedNumber.NoStream, Token);
            (await ReadAsync(Po)).Should().Equal(1);
            (await CountOpenAsync()).Should().Be(1, "both work on one connection");
            if (!rowFirst)
            {
                await InsertOnItsOwnAsync();
            }

            (await Po.ExecuteAsync(Stream, () => new PlaceOrder(2), Token)).Appended.Count.Should().Be(0, "it sees that one is placed");
            await Po.Stream(Stream).AppendAsync([new OrderPlaced(3)], Token);
            if (complete)
            {
                scope.Complete();
            }
        }

        await ShouldHoldAsync(row: complete, complete ? [1, 3] : []);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_EF_Core_saves_and_a_command_are_stored_together_or_not_at_all(bool complete)
    {
        using (var scope = BeginScope())
        {
            await using var db = Shop.CreateContext();
            db.Orders.Add(new Order { Id = Id, Total = 1 });
            await db.SaveChangesAsync(Token);
            (await Po.ExecuteAsync(Stream, () => new PlaceOrder(1), Token)).Appended.LastNumber.Should().Be(1);
            if (complete)
            {
                scope.Complete();
            }
        }

        await ShouldHoldAsync(row: complete, complete ? [1] : []);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_executed_together_is_a_part_of_it(bool complete)
    {
        var other = new StreamId("other", Id);
        using (var scope = BeginScope())
        {
            await InsertOnItsOwnAsync();
            await Po.ExecuteTogetherAsync(
                async token =>
                {
                    await Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: token);
                    await Po.AppendAsync(other, new OrderPlaced(2), cancellationToken: token);
                },
                Token);
            if (complete)
            {
                scope.Complete();
            }
        }

        await ShouldHoldAsync(row: complete, complete ? [1] : []);
        (await Shop.Store.ReadLastNumberAsync(other, Token)).Should().Be(complete ? 1 : 0);
    }

    [Fact]
    public async Task A_part_that_has_failed_after_it_had_appended_ends_it_whoever_catches_that()
    {
        var complete = async () =>
        {
            using var scope = BeginScope();
            await InsertOnItsOwnAsync();
            var part = () => Po.ExecuteTogetherAsync(
                async token =>
                {
                    await Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: token);
                    throw new FormatException("no");
                },
                Token).AsTask();
            await part.Should().ThrowAsync<FormatException>();
            scope.Complete();
        };

        await complete.Should().ThrowAsync<TransactionAbortedException>();
        await ShouldHoldAsync(row: false);
    }

    [Fact]
    public async Task One_inside_of_what_is_executed_together_is_refused()
    {
        var together = async () => await Po.ExecuteTogetherAsync(
            async token =>
            {
                using var scope = BeginScope();
                await Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: token);
                scope.Complete();
            },
            Token);

        await together.Should().ThrowAsync<TransactionRefusedException>().WithMessage("*executed together*");
        await ShouldHoldAsync(row: false);
    }

    [Fact]
    public async Task Reads_alone_take_no_part()
    {
        using (var scope = BeginScope())
        {
            await using var connection = await Shop.DataSource.OpenConnectionAsync(Token);
            await InsertAsync(connection);
            (await ReadAsync(Po)).Should().BeEmpty();
            (await Po.ProjectAsync(Stream, new Totals(), Token)).State.Should().Be(0);
            await Po.ProjectAsync(new StreamId("order"), new Totals(), Token);
            (await CountOpenAsync()).Should().Be(1, "a second connection would have to be committed, too");
            scope.Complete();
        }

        await ShouldHoldAsync(row: true);
    }

    [Fact]
    public async Task A_conflict_leaves_it_usable()
    {
        await Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
        using (var scope = BeginScope())
        {
            await Po.Awaiting(po => po.AppendAsync(Stream, new OrderPlaced(2), ExpectedNumber.NoStream, Token).AsTask())
                .Should().ThrowAsync<WriteConflictException>();
            await InsertOnItsOwnAsync();
            await Po.AppendAsync(Stream, new OrderPlaced(3), 1, Token);
            scope.Complete();
        }

        await ShouldHoldAsync(row: true, 1, 3);
    }

    [Fact]
    public async Task Calls_that_block_in_a_scope_that_flows_nowhere_take_part_all_the_same()
    {
        // The store is made ready by the first call, which goes on on another thread.
        await using var services = ShopFixture.CreateServices(Shop.ConnectionString);
        var po = services.GetRequiredService<IPo>();
        var (stream, token) = (Stream, Token);

        await Task.Run(
            () =>
            {
                using (new TransactionScope(TransactionScopeOption.RequiresNew, new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted }))
                {
                    po.AppendAsync(stream, new OrderPlaced(1), cancellationToken: token).AsTask().GetAwaiter().GetResult();
                    po.Stream(stream).AppendAsync([new OrderPlaced(2)], token).AsTask().GetAwaiter().GetResult();
                    po.ExecuteAsync(stream, () => new PlaceOrder(3), token).AsTask().GetAwaiter().GetResult().Appended.LastNumber.Should().Be(2);
                }
            },
            token);

        await ShouldHoldAsync(row: false);
    }

    [Fact]
    public async Task Where_it_is_suppressed_an_append_is_none_of_its_business()
    {
        using (BeginScope())
        {
            using var suppressed = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
            await Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
            suppressed.Complete();
        }

        await ShouldHoldAsync(row: false, 1);
        await Shop.Broker.WhenToldOfAsync(Stream);
    }

    [Fact]
    public async Task Subscriptions_are_woken_when_it_has_committed_and_not_before()
    {
        using (var scope = BeginScope())
        {
            await Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
            scope.Complete();
            Shop.Broker.Streams.Should().NotContain(Stream);
        }

        await Shop.Broker.WhenToldOfAsync(Stream);
    }

    [Fact]
    public async Task Nobody_is_woken_for_what_was_rolled_back()
    {
        using (BeginScope())
        {
            await Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
        }

        // Nudges come one after the other, so that one which came now would have come before this one.
        await Po.AppendAsync(new StreamId("order", Id + "-after"), new OrderPlaced(1), cancellationToken: Token);
        await Shop.Broker.WhenToldOfAsync(new StreamId("order", Id + "-after"));
        Shop.Broker.Streams.Should().NotContain(Stream);
    }

    [Fact]
    public async Task A_snapshot_of_what_was_rolled_back_is_not_kept()
    {
        using (BeginScope())
        {
            await Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
            (await Po.ProjectAsync(Stream, new Totals(), Token)).State.Should().Be(1);
        }

        await Shop.FlushSnapshotsAsync();
        (await Shop.Store.ReadSnapshotAsync(Stream, "totals", Token)).Should().BeNull();
    }

    [Fact]
    public async Task A_serializable_one_conflicts_with_whoever_was_faster_since()
    {
        using (BeginScope(IsolationLevel.Serializable))
        {
            await Po.AppendAsync(new StreamId("order", Id + "-other"), new OrderPlaced(1), cancellationToken: Token);
            using (var suppressed = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled))
            {
                await Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
                suppressed.Complete();
            }

            (await Po.Awaiting(po => po.AppendAsync(Stream, new OrderPlaced(2), cancellationToken: Token).AsTask())
                .Should().ThrowAsync<WriteConflictException>()).Which.Expected.Should().Be(ExpectedNumber.NoStream);
        }

        await ShouldHoldAsync(row: false, 1);
    }

    [Fact]
    public async Task A_store_with_a_connection_string_shares_the_connections_of_an_equal_one()
    {
        await using var services = ShopFixture.CreateServices(Shop.ConnectionString, share: false);
        var po = services.GetRequiredService<IPo>();
        using (var scope = BeginScope())
        {
            await using (var connection = new NpgsqlConnection(Shop.ConnectionString))
            {
                await connection.OpenAsync(Token);
                await InsertAsync(connection);
            }

            await po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
            (await CountOpenAsync()).Should().Be(1);
            scope.Complete();
        }

        await ShouldHoldAsync(row: true, 1);
    }

    [Fact]
    public async Task Po_refuses_a_second_connection_of_its_own()
    {
        using (BeginScope())
        {
            await Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
            await using (await Shop.DataSource.OpenConnectionAsync(Token))
            {
                (await Po.Awaiting(po => po.AppendAsync(Stream, new OrderPlaced(2), cancellationToken: Token).AsTask())
                    .Should().ThrowAsync<TransactionRefusedException>()).WithMessage("*Close the connection*IPo.Join(transaction)*");
            }
        }

        await ShouldHoldAsync(row: false);
    }

    [Fact]
    public async Task A_connection_string_that_forbids_to_take_part_is_refused()
    {
        await using var services = ShopFixture.CreateServices(
            new NpgsqlConnectionStringBuilder(Shop.ConnectionString) { Enlist = false }.ConnectionString);
        using (var scope = BeginScope())
        {
            await services.GetRequiredService<IPo>().Awaiting(po => po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token).AsTask())
                .Should().ThrowAsync<TransactionRefusedException>().WithMessage("*Enlist=false*");
            scope.Complete();
        }

        await ShouldHoldAsync(row: false);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_connection_of_the_application_makes_it_a_distributed_one(bool complete)
    {
        using (var scope = BeginScope())
        {
            await using var connection = await Shop.DataSource.OpenConnectionAsync(Token);
            await InsertAsync(connection);
            await Po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
            if (complete)
            {
                scope.Complete();
            }
        }

        await ShouldHoldAsync(row: complete, complete ? [1] : []);
    }

    [Fact]
    public async Task A_distributed_one_stores_nothing_on_a_server_that_prepares_no_transactions()
    {
        await using var cluster = await PostgresCluster.StartAsync(["max_prepared_transactions = 0"]);
        Assert.SkipWhen(cluster is null, "There are no programs of PostgreSQL to start a server of one's own.");
        await using var services = ShopFixture.CreateServices(cluster.ConnectionString);
        var (po, dataSource) = (services.GetRequiredService<IPo>(), services.GetRequiredService<NpgsqlDataSource>());
        (await po.AppendAsync(new StreamId("order", Id + "-before"), new OrderPlaced(1), cancellationToken: Token)).LastNumber.Should().Be(1);

        var scope = BeginScope();
        await using (await dataSource.OpenConnectionAsync(Token))
        {
            await po.AppendAsync(Stream, new OrderPlaced(1), cancellationToken: Token);
            scope.Complete();
            scope.Invoking(ending => ending.Dispose()).Should().Throw<TransactionAbortedException>()
                .WithInnerException<PostgresException>().Which.SqlState.Should().Be(PostgresErrorCodes.ObjectNotInPrerequisiteState);
        }

        (await ReadAsync(po)).Should().BeEmpty();
    }

    private async Task InsertOnItsOwnAsync()
    {
        await using var connection = await Shop.DataSource.OpenConnectionAsync(Token);
        await InsertAsync(connection);
    }

    // How many connections have a transaction open that has written the row or the message of this test.
    private async Task<long> CountOpenAsync()
    {
        using var suppressed = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        await using var dataSource = NpgsqlDataSource.Create(Shop.ConnectionString);
        await using var session = await dataSource.OpenConnectionAsync(Token);
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'", session);
        var count = (long)(await command.ExecuteScalarAsync(Token))!;
        suppressed.Complete();
        return count;
    }
}
