namespace Po.Tests;

// Builders and short words of the tests.
internal static class A
{
    public static StreamId Stream(string text) => StreamId.Parse(text);

    public static int Value(this Message message) => message.Data switch
    {
        Added added => added.Value,
        Removed removed => removed.Value,
        var other => throw new InvalidOperationException($"{other} has no value."),
    };

    public static object[] Messages(int from, int to) => [.. Enumerable.Range(from, to - from + 1).Select(i => new Added(i))];

    public static async Task<List<Message>> ToListAsync(this IAsyncEnumerable<Message> messages)
    {
        var all = new List<Message>();
        await foreach (var message in messages)
        {
            all.Add(message);
        }

        return all;
    }

    public static async Task<List<int>> ValuesAsync(this IPo po, string source, ReadOptions? options = null) =>
        [.. (await po.ReadAsync(Stream(source), options, Token).ToListAsync()).Select(Value)];
}
