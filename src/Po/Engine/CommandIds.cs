namespace Po;

// The ids of a command's messages: that of the command, and such as are derived from it, so that whoever decides the same again stores the
// same ids.
internal static class CommandIds
{
    /// <summary>The id of a message of a command.</summary>
    /// <param name="command">The id of the command.</param>
    /// <param name="index">The place of the message, from 0.</param>
    public static Guid Of(Guid command, int index) => index == 0 ? command : MessageIds.Derive(command, index);

    /// <summary>The messages of a command with their ids.</summary>
    /// <param name="messages">What the command has decided.</param>
    /// <param name="command">The id of the command.</param>
    /// <exception cref="ArgumentException">A message has an id of its own, by which a repetition could not be recognised.</exception>
    public static object[] GiveTo(IReadOnlyList<object> messages, Guid command)
    {
        var named = new object[messages.Count];
        for (var i = 0; i < named.Length; i++)
        {
            var wrapper = messages[i] as NewMessage ?? new NewMessage(messages[i]);
            named[i] = wrapper.Id is null || wrapper.Id == Of(command, i)
                ? wrapper with { Id = Of(command, i) }
                : throw new ArgumentException(
                    $"A message of the command {command} has an id of its own, {wrapper.Id}. The messages of a command with an id get theirs from "
                    + "it: leave NewMessage.Id out, or the id of the command.",
                    nameof(messages));
        }

        return named;
    }
}
