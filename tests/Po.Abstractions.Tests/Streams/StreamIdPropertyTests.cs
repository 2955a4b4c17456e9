using System.Text;
using CsCheck;

namespace Po.Tests;

public sealed class StreamIdPropertyTests
{
    // Anything that a text can hold, with the troublemakers more often than chance has them.
    private static readonly Gen<string> Text = Gen.Frequency(
        (4, Gen.Char.AlphaNumeric.Select(character => character.ToString())),
        (2, OneOf("-", "*", " ", "%", "ä", "日", "👍", "{0}", "%s", "'", "\"", "\\")),
        (1, OneOf("\0", "\n", "\u0085", "\ud83d", "\udc4d")),
        (1, Gen.Char.Select(character => character.ToString()))).Array[0, 12].Select(string.Concat);

    [Fact]
    public void Parse_is_the_inverse_of_the_text_form() => Text.Sample(
        text =>
        {
            var parsed = StreamId.TryParse(text, out var id);
            return parsed ? id.ToString() == text && StreamId.Parse(text) == id : id == default;
        },
        iter: 100_000);

    [Fact]
    public void The_text_form_of_what_can_be_built_parses_to_the_same() => Gen.Select(Text, Text.Null()).Sample(
        (group, entity) =>
        {
            StreamId built;
            try
            {
                built = new StreamId(group, entity);
            }
            catch (ArgumentException)
            {
                return true;
            }

            return StreamId.Parse(built.ToString()) == built && built.Group == group && built.Entity == entity;
        },
        iter: 100_000);

    [Fact]
    public void Building_and_parsing_allow_the_same() => Text.Where(text => text != "*").Sample(
        text =>
        {
            var dash = text.IndexOf('-', StringComparison.Ordinal);
            var (group, entity) = dash < 0 ? (text, null) : (text[..dash], text[(dash + 1)..]);
            return StreamId.TryParse(text, out _) == CanBuild(group, entity);
        },
        iter: 100_000);

    [Fact]
    public void What_parses_survives_utf_8() => Text.Sample(
        text => !StreamId.TryParse(text, out var id) || StreamId.Parse(
            Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(id.ToString()))) == id,
        iter: 100_000);

    [Fact]
    public void Different_parts_have_different_texts() => Gen.Select(Text, Text.Null(), Text, Text.Null()).Sample(
        (group, entity, otherGroup, otherEntity) =>
            !CanBuild(group, entity) || !CanBuild(otherGroup, otherEntity)
            || (new StreamId(group, entity).ToString() == new StreamId(otherGroup, otherEntity).ToString())
                == ((group, entity) == (otherGroup, otherEntity)),
        iter: 100_000);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static bool CanBuild(string group, string? entity)
    {
        try
        {
            return !new StreamId(group, entity).IsDefault;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
