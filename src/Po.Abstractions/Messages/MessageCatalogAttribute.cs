namespace Po;

/// <summary>Makes a <c>JsonSerializerContext</c> the catalogue of the message types that it names: the package Po.Generators adds <c>Registrations</c> to it.</summary>
/// <remarks>
/// The class is partial. Types that its <c>[JsonSerializable]</c> attributes name and that carry <see cref="MessageAttribute"/> are messages; the others are
/// parts of them. Without the package this attribute does nothing.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MessageCatalogAttribute : Attribute;
