namespace Po.Tests;

public sealed class HandlerTests
{
    private readonly Message<int> _message = new() { Data = 1 };

    [Fact]
    public async Task Is_made_of_a_delegate_that_waits()
    {
        var waits = new TaskCompletionSource();
        var handler = Handler.Create((_, _) => new ValueTask(waits.Task));

        var handling = handler.HandleAsync(_message, TestContext.Current.CancellationToken).AsTask();

        handling.IsCompleted.Should().BeFalse();
        waits.SetResult();
        await handling;
    }

    [Fact]
    public async Task Is_made_of_a_delegate_that_does_not_wait()
    {
        var handled = new List<Message>();

        await Handler.Create(handled.Add).HandleAsync(_message, TestContext.Current.CancellationToken);

        handled.Should().Equal(_message);
    }

    [Fact]
    public void Is_not_made_of_nothing()
    {
        FluentActions.Invoking(() => Handler.Create((Action<Message>)null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => Handler.Create((Func<Message, CancellationToken, ValueTask>)null!))
            .Should().Throw<ArgumentNullException>();
    }
}
