namespace Po;

/// <summary>Turns messages of one stored version into the next one, or into other messages; what is stored stays as it is.</summary>
/// <remarks>
/// Called whenever such a message is read, from any thread. It is pure: the same message gives the same ones in the same order, in every process
/// and release, because the identity of each is its place among them. What it throws reaches the reader as <see cref="UpcastException"/>.
/// </remarks>
public interface IUpcaster
{
    /// <summary>What it reads.</summary>
    MessageVersion From { get; }

    /// <summary>What it may return; checked when the application starts, and used to find what a filter by type has to read.</summary>
    /// <value>None if messages of <see cref="From"/> say nothing to anybody any more.</value>
    IReadOnlyList<MessageVersion> Into { get; }

    /// <summary>Turns one message into any number of others.</summary>
    /// <param name="message">A message of the version <see cref="From"/>.</param>
    /// <returns>Messages of the versions <see cref="Into"/>, in the order in which they are handed over; none if nothing of it is to be read.</returns>
    IEnumerable<StoredMessage> Upcast(StoredMessage message);
}
