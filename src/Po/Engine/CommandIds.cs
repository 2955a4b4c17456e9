using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Po;

// The ids of a command's messages: that of the command, and such as are derived from it, so that whoever decides the same again stores the
// same ids. They begin as the first one does, which keeps them together in an index; the rest is a hash, and says so as a UUID of version 8.
internal static class CommandIds
{
    private const int Size = 16;
    private const int Kept = 6;

    /// <summary>The id of a message of a command.</summary>
    /// <param name="command">The id of the command.</param>
    /// <param name="index">The place of the message, from 0.</param>
    public static Guid Of(Guid command, int index)
    {
        if (index == 0)
        {
            return command;
        }

        Span<byte> name = stackalloc byte[Size + sizeof(int)];
        command.TryWriteBytes(name, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(name[Size..], index);
        Span<byte> id = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, id);
        name[..Kept].CopyTo(id);
        id[6] = (byte)(0x80 | (id[6] & 0x0f));
        id[8] = (byte)(0x80 | (id[8] & 0x3f));
        return new Guid(id[..Size], bigEndian: true);
    }

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
