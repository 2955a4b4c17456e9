namespace Po.Tests;

public sealed class MessagePartsTests
{
    private readonly Message<int>[] _messages = [.. Enumerable.Range(0, 3).Select(i => new Message<int> { Data = i })];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Hold_messages_in_their_order(int count)
    {
        var parts = new MessageParts(_messages.Take(count));

        parts.Should().HaveCount(count).And.Equal(_messages.Take(count));
        parts.Count.Should().Be(count);
        Enumerable.Range(0, count).Select(i => parts[i]).Should().Equal(_messages.Take(count));
        parts.Only.Should().BeSameAs(count == 1 ? _messages[0] : null);
        foreach (var index in new[] { -1, count })
        {
            FluentActions.Invoking(() => parts[index]).Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    [Fact]
    public void Of_one_message_are_that_message_without_an_allocation()
    {
        var message = _messages[0];
        var before = GC.GetAllocatedBytesForCurrentThread();

        var parts = new MessageParts(message);
        var sum = 0;
        foreach (var part in parts)
        {
            sum += part.PartCount;
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        sum.Should().Be(1);
        parts.Only.Should().BeSameAs(message);
    }

    [Fact]
    public void Hold_none_by_default()
    {
        MessageParts parts = default;

        parts.Should().BeEmpty();
        parts.Only.Should().BeNull();
    }

    [Fact]
    public void Do_not_change_with_the_list_that_they_came_from()
    {
        var list = new List<Message>(_messages);
        var parts = new MessageParts(list);

        list.Clear();

        parts.Should().Equal(_messages);
    }
}
