namespace Po.Tests;

// What is stored hangs on these values: they must never change.
public class PartitionHashTests
{
    [Theory]
    [InlineData("", 0xcbf29ce484222325)]
    [InlineData("a", 0xaf63dc4c8601ec8c)]
    [InlineData("foobar", 0x85944171f73967e8)]
    public void Begins_with_fnv_1a(string key, ulong hash) => PartitionHash.Fnv1a(key).Should().Be(hash);

    [Theory]
    [InlineData("", 0, 6, 294)]
    [InlineData("a", 0, 3, 603)]
    [InlineData("42", 0, 4, 236)]
    [InlineData("order-7", 0, 2, 330)]
    [InlineData("Zürich", 0, 0, 464)]
    [InlineData("0192f0c1-6c1e-7aaa-8000-0123456789ab", 0, 1, 217)]
    public void Gives_a_key_the_same_partition_for_ever(string key, int ofOne, int ofEight, int ofMany)
    {
        PartitionHash.IndexOf(key, 1).Should().Be(ofOne);
        PartitionHash.IndexOf(key, 8).Should().Be(ofEight);
        PartitionHash.IndexOf(key, 1_024).Should().Be(ofMany);
    }

    [Fact]
    public void Hashes_a_long_key_as_it_does_a_short_one()
    {
        var key = new string('ü', 400);

        PartitionHash.Fnv1a(key).Should().Be(Slowly(key));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(7)]
    public void Spreads_even_keys_that_look_alike(int count)
    {
        var sizes = Enumerable.Range(0, 8_000)
            .GroupBy(i => PartitionHash.IndexOf($"{i * 2}", count))
            .Select(partition => partition.Count())
            .ToList();

        sizes.Should().HaveCount(count);
        sizes.Should().OnlyContain(size => Math.Abs(size - (8_000 / count)) < 8_000 / count / 5);
    }

    [Theory]
    [InlineData("s[0/4]", "s", 0, 4)]
    [InlineData("a[b]\n[11/1024]", "a[b]\n", 11, 1_024)]
    public void An_id_of_a_partition_is_known(string id, string name, int index, int count)
    {
        PartitionId.Is(id).Should().BeTrue();
        PartitionId.TryParse(id, out var parsed, out var parsedIndex, out var parsedCount).Should().BeTrue();
        (parsed, parsedIndex, parsedCount).Should().Be((name, index, count));
        PartitionId.Of(name, index, count).Should().Be(id);
    }

    [Theory]
    [InlineData("s")]
    [InlineData("s[1]")]
    [InlineData("s[1/x]")]
    [InlineData("s[1/2] ")]
    public void Other_ids_are_none_of_a_partition(string id) => PartitionId.Is(id).Should().BeFalse();

    private static ulong Slowly(string key) =>
        System.Text.Encoding.UTF8.GetBytes(key).Aggregate(0xcbf29ce484222325, (hash, value) => (hash ^ value) * 0x100000001b3);
}
