using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Po.Generators;

// What [JsonSourceGenerationOptions] of a catalogue says about the shape of what is written.
internal sealed class JsonOptions
{
    private const int Web = 1;
    private const int Strict = 2;
    private const int WriteAsString = 2;

    public int Naming { get; private set; }

    public int KeyNaming { get; private set; }

    public bool IncludesFields { get; private set; }

    public bool IgnoresReadOnlyFields { get; private set; }

    public bool IgnoresReadOnlyProperties { get; private set; }

    public bool EnumsAreNames { get; private set; }

    public bool NumbersAreStrings { get; private set; }

    public bool ConstructorParametersAreRequired { get; private set; }

    public ImmutableArray<INamedTypeSymbol> Converters { get; private set; } = [];

    public static JsonOptions Of(INamedTypeSymbol catalogue)
    {
        var options = new JsonOptions();
        if (catalogue.FindAttribute(Names.JsonSourceGenerationOptions) is not { } attribute)
        {
            return options;
        }

        if (attribute.ConstructorArguments is [{ Value: int defaults }])
        {
            options.Naming = defaults == Web ? NamingPolicy.CamelCase : NamingPolicy.Unspecified;
            options.ConstructorParametersAreRequired = defaults == Strict;
        }

        options.Naming = attribute.Argument("PropertyNamingPolicy", options.Naming);
        options.KeyNaming = attribute.Argument("DictionaryKeyPolicy", NamingPolicy.Unspecified);
        options.IncludesFields = attribute.Argument("IncludeFields", false);
        options.IgnoresReadOnlyFields = attribute.Argument("IgnoreReadOnlyFields", false);
        options.IgnoresReadOnlyProperties = attribute.Argument("IgnoreReadOnlyProperties", false);
        options.EnumsAreNames = attribute.Argument("UseStringEnumConverter", false);
        options.NumbersAreStrings = (attribute.Argument("NumberHandling", 0) & WriteAsString) != 0;
        options.ConstructorParametersAreRequired =
            attribute.Argument("RespectRequiredConstructorParameters", options.ConstructorParametersAreRequired);
        options.Converters = [.. attribute.Arguments("Converters").Select(converter => converter.Value).OfType<INamedTypeSymbol>()];
        return options;
    }
}
