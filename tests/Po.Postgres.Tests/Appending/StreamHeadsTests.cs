namespace Po.Postgres.Tests;

public class StreamHeadsTests
{
    private static readonly StoreLife Life = new(1, new DateTime(2026, 5, 17, 0, 0, 0, DateTimeKind.Utc));

    private readonly StreamHeads _heads = new(capacity: 8);

    [Fact]
    public void Know_nothing_in_another_life()
    {
        _heads.Set("a-1", 3, Life);

        _heads.Find("a-1", Life).Should().Be(3);
        _heads.Find("a-1", Life with { FileNode = 2 }).Should().Be(0);
        _heads.Find("a-1", Life with { StartTime = Life.StartTime.AddTicks(10) }).Should().Be(0);
        _heads.Find("a-1", default).Should().Be(0);
    }

    [Fact]
    public void Forget_everything_once_there_is_another_life()
    {
        _heads.Set("a-1", 3, Life);

        _heads.Set("a-2", 1, Life with { FileNode = 2 });

        _heads.Find("a-1", Life).Should().Be(0);
        _heads.Find("a-1", Life with { FileNode = 2 }).Should().Be(0);
    }

    [Fact]
    public void Forget_one_stream_whose_life_is_not_known()
    {
        _heads.Set("a-1", 3, Life);
        _heads.Set("a-2", 4, Life);

        _heads.Set("a-1", 5, default);

        _heads.Find("a-1", Life).Should().Be(0);
        _heads.Find("a-2", Life).Should().Be(4);
    }

    [Fact]
    public void Do_not_follow_a_stream_that_others_append_to()
    {
        _heads.Set("a-1", 2, Life);
        _heads.SetShared("a-1");

        _heads.Set("a-1", 3, Life);

        _heads.Find("a-1", Life).Should().Be(0);
    }

    [Fact]
    public void Keep_the_streams_that_were_used_last_and_no_more_than_there_is_room_for()
    {
        for (var i = 1; i <= 100; i++)
        {
            _heads.Set($"a-{i}", i, Life);
        }

        Enumerable.Range(1, 100).Count(i => _heads.Find($"a-{i}", Life) > 0).Should().BeInRange(4, 8);
        _heads.Find("a-100", Life).Should().Be(100);
    }
}
