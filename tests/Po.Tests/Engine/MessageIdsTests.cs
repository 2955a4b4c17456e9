namespace Po.Tests;

public class MessageIdsTests
{
    private static readonly DateTimeOffset Time = new(2026, 5, 17, 12, 34, 56, 789, TimeSpan.Zero);

    [Fact]
    public void Are_of_version_7_and_say_when()
    {
        foreach (var id in Enumerable.Range(0, 1_000).Select(_ => MessageIds.Create(Time)))
        {
            id.Version.Should().Be(7);
            (id.Variant & 0b1100).Should().Be(0b1000);
            Convert.ToInt64(id.ToString("N")[..12], 16).Should().Be(Time.ToUnixTimeMilliseconds());
        }
    }

    [Fact]
    public void Are_never_the_same_on_any_thread()
    {
        var ids = new Guid[100_000];

        Parallel.For(0, ids.Length, i => ids[i] = MessageIds.Create(Time));

        ids.Should().OnlyHaveUniqueItems();
    }
}
