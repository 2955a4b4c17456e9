namespace Po.Tests;

public sealed class AppendResultTests
{
    [Fact]
    public void Derives_count_first_and_last_from_the_numbers()
    {
        var result = new AppendResult { Stream = new StreamId("orders", "1"), LastNumber = 7, GlobalNumbers = [11, 12, 15] };

        result.Count.Should().Be(3);
        result.FirstNumber.Should().Be(5);
        result.LastGlobalNumber.Should().Be(15);
    }

    [Fact]
    public void Is_empty_when_nothing_was_appended()
    {
        var result = new AppendResult { Stream = new StreamId("orders", "1"), LastNumber = 7, GlobalNumbers = [] };

        result.Count.Should().Be(0);
        result.FirstNumber.Should().Be(8);
        result.LastGlobalNumber.Should().Be(0);
    }

    [Fact]
    public void Reads_a_bounded_page_forward_from_the_first_unless_told_otherwise() =>
        new PageRequest().Should().BeEquivalentTo(
            new { From = 1L, Direction = ReadDirection.Forward, MaxCount = 1_000, MaxBytes = 4 * 1024 * 1024 });
}
