using System.Globalization;
using System.Text;

namespace Po.Generators;

// The places of a message as po.events.lock writes them. What is no plain word is quoted, so that a line has one meaning.
internal static class JsonPath
{
    public const string Top = "$";

    public static string Member(string path, string name) => path == Top ? Word(name) : $"{path}.{Word(name)}";

    public static string Element(string path) => $"{path}[]";

    public static string Value(string path) => $"{path}{{}}";

    /// <summary>The case with a discriminator: a text, a number, or none.</summary>
    public static string Case(string path, object? discriminator) => discriminator is string text
        ? $"{path}<{(text.All(c => char.IsDigit(c) || c == '-') ? Quoted(text) : Word(text))}>"
        : $"{path}<{discriminator}>";

    public static string Word(string name)
    {
        if (name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-') && name != Top)
        {
            return name;
        }

        return Quoted(name);
    }

    private static string Quoted(string name)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in name)
        {
            if (c is '"' or '\\')
            {
                quoted.Append('\\').Append(c);
            }
            else if (char.IsControl(c) || char.IsSurrogate(c) || char.IsSeparator(c) && c != ' ')
            {
                quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                quoted.Append(c);
            }
        }

        return quoted.Append('"').ToString();
    }
}
