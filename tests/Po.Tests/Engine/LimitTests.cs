namespace Po.Tests;

// One append is limited, whichever way it comes in.
public class LimitTests
{
    [Theory]
    [InlineData("append")]
    [InlineData("view")]
    [InlineData("command")]
    [InlineData("command of a view")]
    public async Task A_limit_holds_on_every_way_in(string way)
    {
        await using var po = new TestPo { Limits = new PoLimits { MaxAppendMessages = 2 } };
        var stream = A.Stream("a-1");
        Func<int, Task> append = way switch
        {
            "append" => count => po.Engine.AppendAsync(stream, A.Messages(1, count), cancellationToken: Token).AsTask(),
            "view" => count => po.Engine.Stream(stream).AppendAsync(A.Messages(1, count), Token).AsTask(),
            "command" => count => po.Engine.ExecuteAsync(stream, () => new Append(count), Token).AsTask(),
            _ => count => po.Engine.Stream(stream).ExecuteAsync(() => new Append(count), Token).AsTask(),
        };

        await append(2);
        var tooMany = () => append(3);

        (await tooMany.Should().ThrowAsync<LimitExceededException>()).Which.Should().BeEquivalentTo(
            new { Limit = nameof(PoLimits.MaxAppendMessages), Actual = 3, Maximum = 2 });
        (await po.Engine.ValuesAsync("a-1")).Should().HaveCount(2);
    }

    [Fact]
    public async Task In_a_handler_it_fails_the_message_and_stores_nothing()
    {
        await using var po = new TestPo { Limits = new PoLimits { MaxAppendMessages = 2 } };
        await po.AppendAsync("triggers-1", new Added(1));
        var recorder = new Recorder(
            async (_, token) => await po.Engine.AppendAsync(A.Stream("a-1"), A.Messages(1, 3), cancellationToken: token));

        var error = await po.PauseAsync(await po.SubscribeAsync("s", "triggers", recorder, new() { MaxAttempts = 1 }));

        error.InnerException.Should().BeOfType<LimitExceededException>();
        (await po.Engine.ValuesAsync("a-1")).Should().BeEmpty();
    }

    private sealed class Append(int count) : ICommandHandler
    {
        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ExecuteAsync(ITransactionAppender appender, CancellationToken cancellationToken)
        {
            appender.Append(A.Messages(1, count));
            return ValueTask.CompletedTask;
        }
    }
}
