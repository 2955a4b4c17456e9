using System.ComponentModel;
using System.Globalization;

namespace Po;

/// <summary>Converts a <see cref="StreamId"/> from and to its text form, so that configuration binding understands it.</summary>
/// <remarks>Thread safe.</remarks>
public sealed class StreamIdTypeConverter : TypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    /// <inheritdoc/>
    /// <exception cref="FormatException">The text is no stream id.</exception>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? StreamId.Parse(text) : base.ConvertFrom(context, culture, value);

    /// <inheritdoc/>
    public override object? ConvertTo(
        ITypeDescriptorContext? context, CultureInfo? culture, object? value, Type destinationType) =>
        value is StreamId id && destinationType == typeof(string)
            ? id.ToString()
            : base.ConvertTo(context, culture, value, destinationType);
}
