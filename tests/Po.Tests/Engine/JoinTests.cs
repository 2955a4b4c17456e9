using System.Data.Common;
using System.Transactions;
using NSubstitute;

namespace Po.Tests;

// The in-memory store can work in no transaction of an application, and nothing may slip past one.
public class JoinTests
{
    [Fact]
    public async Task A_store_without_a_database_refuses_a_transaction_of_one()
    {
        await using var po = new TestPo();
        using var transaction = Substitute.For<DbTransaction>();

        po.Engine.Invoking(engine => engine.Join(transaction)).Should().Throw<TransactionRefusedException>().WithMessage("*append after*");
        po.Engine.Invoking(engine => engine.Join(null!)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public async Task Appends_and_commands_in_an_ambient_transaction_are_refused_and_reads_are_not()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(1));
        using (var scope = Begin())
        {
            var view = po.Engine.Stream(A.Stream("a-1"));
            await ShouldBeRefusedAsync(() => po.AppendAsync("a-1", new Added(2)).AsTask());
            await ShouldBeRefusedAsync(() => po.Engine.ExecuteAsync(A.Stream("a-1"), () => new AddOne(), Token).AsTask());
            await ShouldBeRefusedAsync(() => view.AppendAsync([new Added(2)], Token).AsTask());
            await ShouldBeRefusedAsync(() => view.ExecuteAsync(() => new AddOne(), Token).AsTask());
            (await po.Engine.ValuesAsync("a")).Should().Equal(1);
            (await po.Engine.ProjectAsync(A.Stream("a-1"), new Sum(), Token)).Total.Should().Be(1);
            scope.Complete();
        }

        (await po.Engine.ValuesAsync("a")).Should().Equal(1);
        await po.AppendAsync("a-1", new Added(2));
    }

    [Fact]
    public async Task A_scope_that_does_not_flow_is_seen_by_every_call_that_is_made_in_it()
    {
        var store = new FaultyStore { Before = async _ => await Task.Yield() };
        await using var po = new TestPo { Store = store };
        var token = Token;

        await Task.Run(
            () =>
            {
                using var scope = new TransactionScope(TransactionScopeOption.RequiresNew);
                foreach (var call in (Func<Task>[])[
                    () => po.AppendAsync("a-1", new Added(1)).AsTask(),
                    () => po.Engine.ExecuteAsync(A.Stream("a-1"), () => new AddOne(), token).AsTask(),
                    () => po.Engine.Stream(A.Stream("a-1")).AppendAsync([new Added(1)], token).AsTask()])
                {
                    call.Invoking(blocking => blocking().GetAwaiter().GetResult()).Should().Throw<TransactionRefusedException>();
                }
            },
            token);

        (await po.Engine.ValuesAsync("a")).Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_worker_that_is_started_in_an_ambient_transaction_works_outside_of_it(bool configured)
    {
        TestPo? created = null;
        var recorder = new Recorder(async (message, token) =>
            await created!.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: token));
        await using var po = new TestPo { Subscriptions = configured ? [ADefinition.Of("s", "a", _ => new TestScope(recorder))] : [] };
        created = po;
        await po.AppendAsync("a-1", new Added(1));
        using (Begin())
        {
            if (configured)
            {
                _ = po.Engine.RunSubscriptionAsync("s", CancellationToken.None);
            }
            else
            {
                await po.SubscribeAsync("s", "a", recorder);
            }

            await po.CatchUpAsync(po.Engine.Subscriptions["s"]);
        }

        (await po.Engine.ValuesAsync("effects-1")).Should().Equal(1);
    }

    [Fact]
    public async Task What_a_handler_appends_in_a_scope_of_its_own_is_refused()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(1));
        var seen = new List<int>();
        var recorder = new Recorder(async (message, token) =>
        {
            await po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: token);
            using var scope = Begin();
            seen.AddRange(await po.Engine.ValuesAsync("effects-1"));
            await po.Engine.AppendAsync(A.Stream("effects-1"), message.Data, cancellationToken: token);
        });

        var fault = await po.PauseAsync(await po.SubscribeAsync("s", "a", recorder, new() { MaxAttempts = 1 }));

        fault.InnerException.Should().BeOfType<TransactionRefusedException>().Which.Message.Should().Contain("GetTransactionAsync");
        seen.Should().Equal([1], "it reads in the transaction of the handler");
        (await po.Engine.ValuesAsync("effects-1")).Should().BeEmpty();
    }

    private static TransactionScope Begin() => new(TransactionScopeOption.RequiresNew, TransactionScopeAsyncFlowOption.Enabled);

    private static async Task ShouldBeRefusedAsync(Func<Task> call) => await call.Should().ThrowAsync<TransactionRefusedException>();
}
