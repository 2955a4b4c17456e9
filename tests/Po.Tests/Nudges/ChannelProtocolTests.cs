namespace Po.Tests;

public class ChannelProtocolTests
{
    private static readonly Nudge ANudge = new(A.Stream("orders-1"), 7);
    private readonly ChannelProtocol _protocol = new();

    [Fact]
    public async Task Carries_a_nudge_to_every_listener()
    {
        var (first, second) = (new List<Nudge>(), new List<Nudge>());
        await using var one = await _protocol.ListenAsync(first.Add, Token);
        await using var two = await _protocol.ListenAsync(second.Add, Token);

        await _protocol.SendAsync(ANudge, Token);

        first.Should().Equal(ANudge);
        second.Should().Equal(ANudge);
    }

    [Fact]
    public async Task Forgets_a_listener_that_is_disposed()
    {
        var received = new List<Nudge>();
        var listener = await _protocol.ListenAsync(received.Add, Token);

        await listener.DisposeAsync();
        await listener.DisposeAsync();
        await _protocol.SendAsync(ANudge, Token);

        received.Should().BeEmpty();
    }

    [Fact]
    public async Task Sends_into_the_void_when_nobody_listens()
    {
        var send = () => _protocol.SendAsync(ANudge, Token).AsTask();

        await send.Should().NotThrowAsync();
    }
}
