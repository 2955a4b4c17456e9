using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Po.Tests;

// Builders and short words of the tests.
internal static class A
{
    public static StreamId Stream(string text) => StreamId.Parse(text);

    /// <summary>A registry as a builder puts it together.</summary>
    public static MessageRegistry Registry(Action<IPoBuilder> configure)
    {
        var builder = new TestBuilder();
        configure(builder);
        var options = builder.Services.BuildServiceProvider().GetRequiredService<IOptionsMonitor<RegistryOptions>>().Get(builder.Name);
        return new MessageRegistry(options.Registrations, options.Upcasters);
    }

    /// <summary>A record of the first place of a stream.</summary>
    public static Record Record(string type, string json, string? headers = null) => new()
    {
        Id = Guid.Parse("018f0000-0000-7000-8000-000000000001"),
        Stream = Stream("orders-1"),
        Number = 1,
        GlobalNumber = 1,
        Type = type,
        Data = Encoding.UTF8.GetBytes(json),
        Headers = Encoding.UTF8.GetBytes(headers ?? ""),
        Time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
    };

    /// <summary>Appends what an earlier release has stored.</summary>
    public static async Task<AppendResult> AppendStoredAsync(this IStore store, string stream, params (string Type, string Json)[] messages) =>
        await store.AppendAsync(
            new AppendRequest
            {
                Stream = Stream(stream),
                Records =
                [
                    .. messages.Select(message => new NewRecord
                    {
                        Id = Guid.CreateVersion7(),
                        Type = message.Type,
                        Data = Encoding.UTF8.GetBytes(message.Json),
                        Time = DateTimeOffset.UnixEpoch,
                    }),
                ],
            },
            Token);

    /// <summary>An append that an engine has no part in.</summary>
    public static AppendRequest Request(TestPo po, StreamId stream, int value)
    {
        var (type, data) = po.Registry.Serialize(new Added(value));
        return new()
        {
            Stream = stream,
            Records = [new NewRecord { Id = Guid.CreateVersion7(), Type = type, Data = data, Time = po.Clock.GetUtcNow() }],
        };
    }

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
