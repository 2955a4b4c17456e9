namespace Po;

/// <summary>Knows every message type by its wire name and turns data into bytes and back.</summary>
/// <remarks>
/// Implementations are thread safe. Only registered names are ever read: no stored name is resolved to a type by reflection.
/// <see cref="Deserialize"/> is the inverse of <see cref="Serialize"/> for every registered type.
/// </remarks>
public interface IRegistry
{
    /// <summary>Turns data into its wire name and bytes.</summary>
    /// <param name="data">An instance of a registered type.</param>
    /// <exception cref="UnknownMessageTypeException">The type of <paramref name="data"/> is not registered.</exception>
    SerializedMessage Serialize(object data);

    /// <summary>Turns bytes back into data.</summary>
    /// <param name="type">The wire name.</param>
    /// <param name="data">The bytes.</param>
    /// <exception cref="UnknownMessageTypeException">The name is not registered.</exception>
    /// <exception cref="MessageFormatException">The bytes are no value of the registered type.</exception>
    object Deserialize(string type, ReadOnlySpan<byte> data);

    /// <summary>Turns a record into the message that handlers see.</summary>
    /// <param name="record">The record.</param>
    /// <exception cref="UnknownMessageTypeException">The type of the record is not registered.</exception>
    /// <exception cref="MessageFormatException">The record's data or headers cannot be read.</exception>
    Message ToMessage(Record record);

    /// <summary>Whether a type can be appended and handled.</summary>
    /// <param name="dataType">The type of the data.</param>
    bool Contains(Type dataType);
}
