namespace Po.Tests;

public sealed class MessageTests
{
    private readonly Message<string> _text = new() { Data = "hello", Type = "text", Number = 1, GlobalNumber = 2 };
    private readonly Message<int> _number = new() { Data = 42, Type = "number" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Goes_to_the_handler_of_its_exact_type()
    {
        var both = new Both();

        await _text.DispatchAsync(both, Token);
        await _number.DispatchAsync(both, Token);

        both.Texts.Should().Equal("hello");
        both.Others.Should().Equal(_number);
    }

    [Fact]
    public async Task Goes_to_the_handler_of_every_message_otherwise()
    {
        var handled = new List<Message>();

        await _text.DispatchAsync(Handler.Create(handled.Add), Token);

        handled.Should().ContainSingle().Which.Should().BeSameAs(_text);
    }

    [Fact]
    public async Task Goes_nowhere_when_the_handler_wants_another_type()
    {
        var only = new OnlyTexts();

        var dispatch = _number.DispatchAsync(only, Token).AsTask();

        dispatch.IsCompletedSuccessfully.Should().BeTrue();
        await dispatch;
        only.Texts.Should().BeEmpty();
    }

    [Fact]
    public async Task Is_not_also_a_message_of_a_base_type()
    {
        var handler = new OnlyObjects();

        await _text.DispatchAsync(handler, Token);

        handler.Count.Should().Be(0);
    }

    [Fact]
    public async Task Passes_the_token_and_the_failure_of_its_handler_on()
    {
        using var source = new CancellationTokenSource();
        CancellationToken seen = default;

        var dispatch = async () => await _text.DispatchAsync(
            Handler.Create((_, token) =>
            {
                seen = token;
                throw new TimeoutException("slow");
            }),
            source.Token);

        await dispatch.Should().ThrowAsync<TimeoutException>().WithMessage("slow");
        seen.Should().Be(source.Token);
    }

    [Fact]
    public void Gives_its_data_typed_and_untyped()
    {
        Message message = _number;

        message.Data.Should().Be(42);
        _number.Data.Should().Be(42);
        message.Headers.Should().BeEmpty();
        message.CorrelationId.Should().BeNull();
        message.CausationId.Should().BeNull();
    }

    [Fact]
    public void Is_wrapped_with_what_the_appender_decides()
    {
        var wrapped = new NewMessage("data");

        wrapped.Data.Should().Be("data");
        wrapped.Should().BeEquivalentTo(new { Id = (Guid?)null, CorrelationId = (string?)null, CausationId = (string?)null });
        wrapped.Headers.Should().BeNull();
        FluentActions.Invoking(() => new NewMessage(null!)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Has_a_name_given_by_its_attribute() =>
        typeof(Named).GetCustomAttributes(typeof(MessageAttribute), false).Should().ContainSingle()
            .Which.Should().BeOfType<MessageAttribute>().Which.Name.Should().Be("order-placed");

    [Message("order-placed")]
    private sealed record Named;

    private sealed class OnlyTexts : IHandler<string>
    {
        public List<string> Texts { get; } = [];

        public ValueTask HandleAsync(Message<string> message, CancellationToken cancellationToken)
        {
            Texts.Add(message.Data);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Both : IHandler<string>, IHandler
    {
        public List<string> Texts { get; } = [];

        public List<Message> Others { get; } = [];

        public ValueTask HandleAsync(Message<string> message, CancellationToken cancellationToken)
        {
            Texts.Add(message.Data);
            return ValueTask.CompletedTask;
        }

        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
        {
            Others.Add(message);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class OnlyObjects : IHandler<object>
    {
        public int Count { get; private set; }

        public ValueTask HandleAsync(Message<object> message, CancellationToken cancellationToken)
        {
            Count++;
            return ValueTask.CompletedTask;
        }
    }
}
