using Po.Specification;

namespace Po.Postgres.Tests;

public class PageTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    [Theory]
    [InlineData(ReadDirection.Forward)]
    [InlineData(ReadDirection.Backward)]
    public async Task Pages_of_small_and_large_records_in_turn_hold_the_same_whether_bytes_are_counted_or_not(ReadDirection direction)
    {
        var last = 0L;
        for (var i = 0; i < 12; i++)
        {
            last = (await Store.AppendAsync(Stream, A.Records(5, i % 4 == 3 ? 1_000 : 10))).LastGlobalNumber;
        }

        await Store.HorizonReachesAsync(last);
        var read = new List<Record>();
        var from = direction is ReadDirection.Forward ? 1 : long.MaxValue;
        while (true)
        {
            var page = await Store.ReadGlobalAsync(Stream, new PageRequest { From = from, Direction = direction, MaxCount = 7, MaxBytes = 1_500 });
            page.Records.Take(page.Records.Count - 1).Sum(record => record.Data.Length).Should().BeLessThan(1_500);
            read.AddRange(page.Records);
            if (!page.HasMore)
            {
                break;
            }

            from = page.Records[^1].GlobalNumber + (direction is ReadDirection.Forward ? 1 : -1);
        }

        var numbers = StoreSteps.OneTo(60);
        read.Numbers().Should().Equal(direction is ReadDirection.Forward ? numbers : numbers.Reverse());
    }

    [Fact]
    public async Task A_stream_is_entered_at_any_global_number()
    {
        var own = new List<long>();
        for (var i = 0; i < 40; i++)
        {
            await Store.AppendAsync(OtherStream, A.Records(1 + (i % 3)));
            own.AddRange((await Store.AppendAsync(Stream, A.Records(1 + (i % 2)))).GlobalNumbers);
        }

        await Store.HorizonReachesAsync(own[^1]);
        foreach (var from in own.SelectMany(number => new[] { number - 1, number, number + 1 }))
        {
            var forward = await Store.ReadGlobalAsync(Stream, new PageRequest { From = from });
            var backward = await Store.ReadGlobalAsync(Stream, new PageRequest { From = from, Direction = ReadDirection.Backward });

            forward.Records.Select(record => record.GlobalNumber).Should().Equal(own.Where(number => number >= from));
            backward.Records.Select(record => record.GlobalNumber).Should().Equal(own.Where(number => number <= from).Reverse());
        }
    }

    [Fact]
    public async Task A_stream_with_a_hole_that_somebody_has_left_is_entered_all_the_same()
    {
        await using var session = await OpenSessionAsync();
        var numbers = new List<long>();
        foreach (var number in new[] { 1, 2, 7, 8, 100 })
        {
            numbers.Add(await session.InsertAsync(Stream, number));
        }

        await Store.HorizonReachesAsync(numbers[^1]);
        foreach (var from in numbers)
        {
            (await Store.ReadGlobalAsync(Stream, new PageRequest { From = from })).Records.Select(record => record.GlobalNumber)
                .Should().Equal(numbers.Where(number => number >= from));
        }
    }
}
