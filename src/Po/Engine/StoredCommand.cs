namespace Po;

// What a command has stored: now, or the first time, and then also what that was.
internal readonly record struct StoredCommand(AppendResult Appended, IReadOnlyList<Message> Repeated, bool IsRepetition)
{
    public static StoredCommand Nothing(StreamId stream, long size) =>
        new(new AppendResult { Stream = stream, LastNumber = size, GlobalNumbers = [] }, [], IsRepetition: false);
}
