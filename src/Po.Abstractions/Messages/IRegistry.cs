namespace Po;

/// <summary>Knows every message type by its wire name, and turns data into bytes and what is stored, of whatever version, into messages.</summary>
/// <remarks>
/// Implementations are thread safe. Only registered names are ever read: no stored name is resolved to a type by reflection.
/// <see cref="Deserialize"/> is the inverse of <see cref="Serialize"/> for every registered type.
/// </remarks>
public interface IRegistry
{
    /// <summary>Turns data into its wire name and bytes.</summary>
    /// <param name="data">An instance of a registered type.</param>
    /// <exception cref="UnknownMessageTypeException">The type of <paramref name="data"/> is not registered.</exception>
    /// <exception cref="LimitExceededException">The data is nested deeper than its serializer goes.</exception>
    SerializedMessage Serialize(object data);

    /// <summary>Turns bytes back into data, for what <see cref="Serialize"/> writes: what is stored may be older, and is read by <see cref="ToMessages"/>.</summary>
    /// <param name="type">What is stored as the type.</param>
    /// <param name="data">The bytes.</param>
    /// <exception cref="UnknownMessageTypeException">The name is not registered, or not in this version.</exception>
    /// <exception cref="MessageFormatException">The bytes are no value of the registered type.</exception>
    object Deserialize(string type, ReadOnlySpan<byte> data);

    /// <summary>Turns a record into what handlers see: one message, or what upcasters make of it.</summary>
    /// <param name="record">The record.</param>
    /// <exception cref="UnknownMessageTypeException">The type of the record is not registered.</exception>
    /// <exception cref="MessageVersionException">The record is of a newer version than the one that is registered.</exception>
    /// <exception cref="MessageFormatException">The record's data or headers cannot be read.</exception>
    /// <exception cref="UpcastException">An upcaster has failed.</exception>
    MessageParts ToMessages(Record record);

    /// <summary>The wire names, without versions, under which messages of a type may be stored: its own, its aliases, and those that upcasters turn into it.</summary>
    /// <param name="type">The wire name, or an alias; one that is not registered is stored under itself.</param>
    /// <returns>The name of today first, each name once.</returns>
    IReadOnlyList<string> FindStoredNames(string type);

    /// <summary>Whether a type can be appended and handled.</summary>
    /// <param name="dataType">The type of the data.</param>
    bool Contains(Type dataType);
}
