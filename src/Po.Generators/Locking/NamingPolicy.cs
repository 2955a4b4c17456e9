using System.Globalization;
using System.Text;

namespace Po.Generators;

// What the policies of System.Text.Json make of the name of a member. A test holds them to the originals: nothing but the compiler can be
// loaded here.
internal static class NamingPolicy
{
    public const int Unspecified = 0;
    public const int CamelCase = 1;
    private const int SnakeCaseLower = 2;
    private const int SnakeCaseUpper = 3;
    private const int KebabCaseLower = 4;
    private const int KebabCaseUpper = 5;

    /// <summary>Names a member.</summary>
    /// <param name="policy">A value of <c>JsonKnownNamingPolicy</c>.</param>
    /// <param name="name">The name of the member in C#.</param>
    public static string Apply(int policy, string name) => policy switch
    {
        CamelCase => Camel(name),
        SnakeCaseLower => Separate(name, '_', isLower: true),
        SnakeCaseUpper => Separate(name, '_', isLower: false),
        KebabCaseLower => Separate(name, '-', isLower: true),
        KebabCaseUpper => Separate(name, '-', isLower: false),
        _ => name,
    };

    /// <summary>The word of po.events.lock for a policy; empty for none.</summary>
    public static string Word(int policy) => policy switch
    {
        CamelCase => "camelCase",
        SnakeCaseLower => "snake_case",
        SnakeCaseUpper => "SNAKE_CASE",
        KebabCaseLower => "kebab-case",
        KebabCaseUpper => "KEBAB-CASE",
        _ => "",
    };

    private static string Camel(string name)
    {
        if (name.Length == 0 || !char.IsUpper(name[0]))
        {
            return name;
        }

        // Every capital letter of the first word; the last of several belongs to the word after it.
        var chars = name.ToCharArray();
        for (var i = 0; i < chars.Length; i++)
        {
            if (i == 1 && !char.IsUpper(chars[i]))
            {
                break;
            }

            var hasNext = i + 1 < chars.Length;
            if (i > 0 && hasNext && !char.IsUpper(chars[i + 1]))
            {
                if (chars[i + 1] == ' ')
                {
                    chars[i] = char.ToLowerInvariant(chars[i]);
                }

                break;
            }

            chars[i] = char.ToLowerInvariant(chars[i]);
        }

        return new string(chars);
    }

    private static string Separate(string name, char separator, bool isLower)
    {
        var result = new StringBuilder(name.Length + 8);
        var previous = Kind.None;
        for (var i = 0; i < name.Length; i++)
        {
            var kind = KindOf(name[i]);
            switch (kind)
            {
                case Kind.Upper:
                    if (previous is Kind.LowerOrDigit or Kind.Space
                        || (previous == Kind.Upper && i + 1 < name.Length && char.IsLower(name[i + 1])))
                    {
                        result.Append(separator);
                    }

                    result.Append(isLower ? char.ToLowerInvariant(name[i]) : name[i]);
                    break;
                case Kind.LowerOrDigit:
                    if (previous == Kind.Space)
                    {
                        result.Append(separator);
                    }

                    result.Append(isLower ? name[i] : char.ToUpperInvariant(name[i]));
                    break;
                case Kind.Space:
                    kind = previous == Kind.None ? Kind.None : Kind.Space;
                    break;
                default:
                    result.Append(name[i]);
                    break;
            }

            previous = kind;
        }

        return result.ToString();
    }

    private static Kind KindOf(char c) => char.GetUnicodeCategory(c) switch
    {
        UnicodeCategory.UppercaseLetter => Kind.Upper,
        UnicodeCategory.LowercaseLetter or UnicodeCategory.DecimalDigitNumber => Kind.LowerOrDigit,
        UnicodeCategory.SpaceSeparator => Kind.Space,
        _ => Kind.None,
    };

    private enum Kind
    {
        None,
        Upper,
        LowerOrDigit,
        Space,
    }
}
