using System.Text;

namespace Po.Testing;

// A message as an earlier release has stored it.
internal sealed record StoredText(string Type, string Data)
{
    public AppendRequest ToRequest(StreamId stream, DateTimeOffset time) => new()
    {
        Stream = stream,
        Records = [new NewRecord { Id = Guid.CreateVersion7(time), Type = Type, Data = Encoding.UTF8.GetBytes(Data), Time = time }],
    };
}
