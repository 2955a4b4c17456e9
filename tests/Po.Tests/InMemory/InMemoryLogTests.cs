using Po.Specification;
using Raw = Po.Specification.A;

namespace Po.Tests;

public sealed class InMemoryLogTests
{
    private readonly InMemoryLog _log = new();
    private readonly StreamId _stream = new("orders", "1");

    [Fact]
    public void Takes_back_everything_behind_the_records_that_stay()
    {
        var (kept, cut) = (Raw.Records(2), Raw.Records(3));
        _log.Append(Raw.Append(_stream, kept));
        _log.Append(Raw.Append(_stream, cut[..1]));
        _log.Append(Raw.Append(new StreamId("others"), cut[1..]));

        _log.Truncate(2);

        _log.Count.Should().Be(2);
        _log.LastNumber(_stream, int.MaxValue).Should().Be(2);
        _log.ReadGlobal(StreamId.All, new PageRequest(), int.MaxValue).Records.Ids().Should().Equal(kept.Ids());
        _log.ReadGlobal(new StreamId("others"), new PageRequest(), int.MaxValue).Records.Should().BeEmpty();
        _log.Append(Raw.Append(_stream, cut)).Should().BeEquivalentTo(
            new { FirstNumber = 3, GlobalNumbers = new long[] { 3, 4, 5 } }, "the ids are free again");
    }

    [Theory]
    [InlineData(0, new long[] { })]
    [InlineData(1, new long[] { 1 })]
    [InlineData(2, new long[] { 1 })]
    [InlineData(3, new long[] { 1, 2 })]
    [InlineData(4, new long[] { 1, 2, 3 })]
    [InlineData(5, new long[] { 1, 2, 3 })]
    public void Shows_only_what_is_visible(int visible, long[] numbers)
    {
        var backward = new PageRequest { From = long.MaxValue, Direction = ReadDirection.Backward };
        foreach (var stream in new[] { _stream, new StreamId("orders", "2"), _stream, _stream, new StreamId("orders", "2") })
        {
            _log.Append(Raw.Append(stream, Raw.Record()));
        }

        _log.ReadStream(_stream, new PageRequest(), visible).Numbers().Should().Equal(numbers);
        _log.ReadStream(_stream, backward, visible).Numbers().Should().Equal(numbers.Reverse());
        _log.ReadGlobal(_stream, new PageRequest(), visible).Records.Numbers().Should().Equal(numbers);
        _log.ReadGlobal(_stream, backward, visible).Records.Numbers().Should().Equal(numbers.Reverse());
        _log.ReadGlobal(StreamId.All, new PageRequest(), visible).Records.Should().HaveCount(visible);
        _log.LastNumber(_stream, visible).Should().Be(numbers.Length);
    }

    [Fact]
    public void Keeps_nothing_of_an_append_that_holds_an_id_twice()
    {
        var record = Raw.Record();

        FluentActions.Invoking(() => _log.Append(Raw.Append(_stream, Raw.Record(), record, record)))
            .Should().Throw<DuplicateMessageIdException>();

        _log.Count.Should().Be(0);
        _log.LastNumber(_stream, int.MaxValue).Should().Be(0);
        _log.Append(Raw.Append(new StreamId("others"), record)).LastNumber.Should().Be(1);
    }
}
