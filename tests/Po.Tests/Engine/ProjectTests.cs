namespace Po.Tests;

public class ProjectTests
{
    [Fact]
    public async Task Hands_typed_messages_to_the_typed_handlers()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(5), new Removed(2), new Added(4));

        var sum = await po.Engine.ProjectAsync(A.Stream("a-1"), new Sum(), Token);

        sum.Total.Should().Be(7);
        sum.Numbers.Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Hands_every_message_to_a_handler_of_any()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(5), new Removed(2));

        var recorder = await po.Engine.ProjectAsync(A.Stream("a-1"), new Recorder(), Token);

        recorder.Values.Should().Equal(5, 2);
    }

    [Fact]
    public async Task Hands_a_message_to_the_typed_handler_before_the_one_of_any()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Added(5), new Removed(2));

        var both = await po.Engine.ProjectAsync(A.Stream("a-1"), new Both(), Token);

        both.Calls.Should().Equal("typed 5", "any 2");
    }

    [Fact]
    public async Task Passes_over_messages_that_the_handler_does_not_want()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", new Removed(5), new Added(1));

        var command = await po.Engine.ProjectAsync(A.Stream("a-1"), new OnlyAdded(), Token);

        command.Total.Should().Be(1);
    }

    [Fact]
    public async Task Of_a_delegate_hands_it_every_message()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 3));
        var seen = new List<int>();

        await po.Engine.ProjectAsync(A.Stream("a-1"), Handler.Create(message => seen.Add(message.Value())), Token);

        seen.Should().Equal(1, 2, 3);
    }

    // The global numbers of a group have gaps, and a page of them spans more than its count.
    [Theory]
    [InlineData("a", 1_250)]
    [InlineData("*", 2_500)]
    [InlineData("a-1", 1_250)]
    public async Task Of_a_group_with_sparse_ids_applies_each_message_once(string source, int count)
    {
        await using var po = new TestPo();
        for (var i = 1; i <= 1_250; i++)
        {
            await po.AppendAsync("a-1", new Added(i));
            await po.AppendAsync("b-1", new Added(-i));
        }

        var recorder = await po.Engine.ProjectAsync(A.Stream(source), new Recorder(), Token);

        recorder.Messages.Should().HaveCount(count).And.OnlyHaveUniqueItems(message => message.GlobalNumber)
            .And.BeInAscendingOrder(message => message.GlobalNumber);
    }

    [Fact]
    public async Task Goes_on_when_the_bytes_of_a_page_are_used_up()
    {
        await using var po = new TestPo { Registry = new MessageRegistry([MessageRegistration.Create<string>("text")]) };
        var text = new string('x', 900_000);
        for (var i = 0; i < 7; i++)
        {
            await po.AppendAsync("a-1", text);
        }

        var count = 0;
        await po.Engine.ProjectAsync(A.Stream("a-1"), Handler.Create(_ => count++), Token);
        await po.Engine.ProjectAsync(A.Stream("a"), Handler.Create(_ => count++), Token);

        count.Should().Be(14);
    }

    [Fact]
    public async Task Of_nothing_returns_the_projection_as_it_was()
    {
        await using var po = new TestPo();
        var sum = new Sum();

        (await po.Engine.ProjectAsync(A.Stream("a-1"), sum, Token)).Should().BeSameAs(sum);

        sum.Numbers.Should().BeEmpty();
    }

    [Fact]
    public async Task Fails_with_the_error_of_the_handler()
    {
        await using var po = new TestPo();
        await po.AppendAsync("a-1", A.Messages(1, 3));
        var recorder = new Recorder(message =>
        {
            if (message.Value() == 2)
            {
                throw new FormatException("two");
            }
        });

        var project = () => po.Engine.ProjectAsync(A.Stream("a-1"), recorder, Token).AsTask();

        await project.Should().ThrowAsync<FormatException>();
        recorder.Values.Should().Equal(1);
    }

    [Fact]
    public async Task Refuses_what_is_no_projection()
    {
        await using var po = new TestPo();

        var nothing = () => po.Engine.ProjectAsync(A.Stream("a-1"), (Sum)null!, Token).AsTask();
        var nowhere = () => po.Engine.ProjectAsync(default, new Sum(), Token).AsTask();

        await nothing.Should().ThrowAsync<ArgumentNullException>();
        await nowhere.Should().ThrowAsync<ArgumentException>();
    }

    private sealed class Both : IHandler<Added>, IHandler
    {
        public List<string> Calls { get; } = [];

        public ValueTask HandleAsync(Message<Added> message, CancellationToken cancellationToken)
        {
            Calls.Add($"typed {message.Data.Value}");
            return ValueTask.CompletedTask;
        }

        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
        {
            Calls.Add($"any {message.Value()}");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class OnlyAdded : IHandler<Added>
    {
        public int Total { get; private set; }

        public ValueTask HandleAsync(Message<Added> message, CancellationToken cancellationToken)
        {
            Total += message.Data.Value;
            return ValueTask.CompletedTask;
        }
    }
}
