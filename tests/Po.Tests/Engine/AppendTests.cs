namespace Po.Tests;

public class AppendTests
{
    [Fact]
    public async Task Reports_numbers_and_global_numbers_of_many_messages()
    {
        await using var po = new TestPo();
        await po.AppendAsync("orders-1", new Added(1));

        var result = await po.AppendAsync("orders-2", new Added(2), new Removed(3));

        result.Should().BeEquivalentTo(
            new AppendResult { Stream = A.Stream("orders-2"), LastNumber = 2, GlobalNumbers = [2, 3] });
    }
}
