namespace Po.Tests;

public sealed class ExpectedNumberTests
{
    [Fact]
    public void Expects_nothing_by_default()
    {
        ExpectedNumber expected = default;

        expected.Should().Be(ExpectedNumber.Any);
        expected.IsAny.Should().BeTrue();
        expected.Number.Should().BeNull();
        new AppendRequest { Stream = new StreamId("orders"), Records = [] }.Expected.IsAny.Should().BeTrue();
    }

    [Fact]
    public void Expects_no_stream_as_the_number_zero()
    {
        ExpectedNumber.NoStream.Number.Should().Be(0);
        ExpectedNumber.NoStream.IsAny.Should().BeFalse();
        ExpectedNumber.NoStream.Should().Be(ExpectedNumber.Exactly(0)).And.NotBe(ExpectedNumber.Any);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void Converts_from_a_number(long number)
    {
        ExpectedNumber converted = number;

        converted.Number.Should().Be(number);
        converted.Should().Be(ExpectedNumber.Exactly(number)).And.Be(ExpectedNumber.FromInt64(number));
    }

    [Fact]
    public void Refuses_a_negative_number()
    {
        FluentActions.Invoking(() => ExpectedNumber.Exactly(-1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => ExpectedNumber.FromInt64(long.MinValue)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => (ExpectedNumber)(-1L)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData(null, 0, true)]
    [InlineData(null, 7, true)]
    [InlineData(0L, 0, true)]
    [InlineData(0L, 1, false)]
    [InlineData(3L, 3, true)]
    [InlineData(3L, 2, false)]
    [InlineData(3L, 4, false)]
    public void Allows_what_it_expects(long? expected, long actual, bool allowed) =>
        (expected is { } number ? ExpectedNumber.Exactly(number) : ExpectedNumber.Any).Allows(actual).Should().Be(allowed);

    [Fact]
    public void Says_what_it_expects()
    {
        ExpectedNumber.Any.ToString().Should().Be("any");
        ExpectedNumber.NoStream.ToString().Should().Be("no stream");
        ExpectedNumber.Exactly(1_234_567).ToString().Should().Be("1234567");
    }
}
