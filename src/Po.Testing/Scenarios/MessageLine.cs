using System.Globalization;

namespace Po.Testing;

// A message as one line of a report.
internal sealed record MessageLine(string Type, string Data, IReadOnlyDictionary<string, string> Headers)
{
    private static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>();

    /// <summary>What a test expects.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="message">The data, or a <see cref="NewMessage"/> around it.</param>
    public static MessageLine Of(IRegistry registry, object message)
    {
        var written = RoundTrip.Check(registry, message);
        return new MessageLine(written.Type, DataText.Of(written.Data), (message as NewMessage)?.Headers ?? NoHeaders);
    }

    /// <summary>What is stored.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="record">The record.</param>
    public static MessageLine Of(IRegistry registry, Record record) =>
        new(record.Type, DataText.Of(record.Data), HeadersOf(registry, record));

    /// <summary>The same with no other headers than those that somebody asks for.</summary>
    /// <param name="other">Who asks.</param>
    public MessageLine AsAskedBy(MessageLine? other) => this with
    {
        Headers = Headers.Where(header => other?.Headers.ContainsKey(header.Key) == true)
            .ToDictionary(header => header.Key, header => header.Value),
    };

    public string Text(long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {Type} {Data}")
        + string.Concat(Headers.OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $" {header.Key}={header.Value}"));

    private static IReadOnlyDictionary<string, string> HeadersOf(IRegistry registry, Record record)
    {
        try
        {
            return registry.ToMessages(record) is [var message, ..] ? message.Headers : NoHeaders;
        }
        catch (PoException) // That nobody can read it is what the report is about.
        {
            return NoHeaders;
        }
    }
}
