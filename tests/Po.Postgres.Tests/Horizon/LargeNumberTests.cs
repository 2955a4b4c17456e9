using Po.Specification;

namespace Po.Postgres.Tests;

// A marker is the low 31 bits of a number: around the multiples of 2147483648 it must still mean the whole number.
public class LargeNumberTests(PostgresFixture fixture) : PostgresTests(fixture)
{
    private const long TwoTo31 = 2_147_483_648;

    public static TheoryData<long> Starts =>
    [
        // Each at a multiple of its own: the cases share a table.
        TwoTo31 - 4,
        (2 * TwoTo31) - 3,
        (3 * TwoTo31) - 2,
        (4 * TwoTo31) - 1,
        5 * TwoTo31,
        (6 * TwoTo31) + 1,
        (1L << 61) - 2,
    ];

    [Theory]
    [MemberData(nameof(Starts))]
    public async Task Late_commits_are_read_in_their_place(long last)
    {
        await using var setUp = await OpenSessionAsync();
        await setUp.RunAsync($"SELECT setval('po_records_global_number_seq', {last})");
        var store = await Fixture.OpenAsync();
        var reader = new Follower(store, new StreamId(Group), last);
        await using var first = await OpenSessionAsync();
        await using var second = await OpenSessionAsync();
        await first.RunAsync("BEGIN");
        await second.RunAsync("BEGIN");

        var a = await first.InsertAsync(new StreamId(Group, "a"));
        var b = await setUp.InsertAsync(new StreamId(Group, "b"));
        var c = await second.InsertAsync(new StreamId(Group, "c"));
        var d = await setUp.InsertAsync(new StreamId(Group, "d"));
        await reader.ReadOnAsync();
        reader.Position.Should().Be(last, "the first has marked it");
        await first.RunAsync("COMMIT");
        await reader.ReadOnAsync();
        reader.Position.Should().Be(b, "the second has marked it");
        await second.RunAsync("COMMIT");
        await reader.ReadOnAsync();

        a.Should().Be(last + 1);
        reader.Numbers.Should().Equal(a, b, c, d);
        reader.Position.Should().Be(d);
    }

    [Fact]
    public async Task A_transaction_that_is_open_while_a_multiple_is_passed_holds_back_all_that_came_after_it()
    {
        await using var setUp = await OpenSessionAsync();
        await setUp.RunAsync($"SELECT setval('po_records_global_number_seq', {(10 * TwoTo31) - 10})");
        var store = await Fixture.OpenAsync();
        var reader = new Follower(store, new StreamId(Group), (10 * TwoTo31) - 10);
        await using var late = await OpenSessionAsync();
        await late.RunAsync("BEGIN");

        var first = await late.InsertAsync(new StreamId(Group, "a"));
        await setUp.RunAsync($"SELECT setval('po_records_global_number_seq', {(15 * TwoTo31) + 7})");
        var second = await setUp.InsertAsync(new StreamId(Group, "b"));
        await reader.ReadOnAsync();
        reader.Position.Should().Be(first - 1);
        await late.RunAsync("RESET ALL");
        var third = await late.InsertAsync(new StreamId(Group, "a"), 2);
        await reader.ReadOnAsync();
        reader.Position.Should().BeLessThan(first, "a second marker of the same transaction does not hide the first");
        await late.RunAsync("COMMIT");
        await reader.ReadOnAsync();

        reader.Numbers.Should().Equal(first, second, third);
    }
}
