namespace Po.Generators.Tests;

public class ShapeReaderTests
{
    [Theory]
    [InlineData("string A", "a: string")]
    [InlineData("string? A", "a: string?")]
    [InlineData("int A", "a: int")]
    [InlineData("int? A", "a: int?")]
    [InlineData("Guid A", "a: guid")]
    [InlineData("DateTimeOffset A", "a: datetimeoffset")]
    [InlineData("DateOnly A", "a: date")]
    [InlineData("byte[] A", "a: base64")]
    [InlineData("ReadOnlyMemory<byte>? A", "a: base64?")]
    [InlineData("object A", "a: any")]
    [InlineData("JsonElement A", "a: any")]
    [InlineData("System.Text.Json.Nodes.JsonObject? A", "a: any object?")]
    [InlineData("StreamId A", "a: whatever Po.StreamIdJsonConverter writes")]
    [InlineData("DayOfWeek A", "a: enum(0 Sunday, 1 Monday, 2 Tuesday, 3 Wednesday, 4 Thursday, 5 Friday, 6 Saturday)")]
    [InlineData("int URLCount", "urlCount: int")]
    [InlineData("[property: JsonPropertyName(\"the a: \\\"b\\\"\")] int A", "\"the a: \\\"b\\\"\": int")]
    [InlineData("[property: JsonPropertyName(\"$\")] int A", "\"$\": int")]
    [InlineData("[property: JsonPropertyName(\"@alias\")] int A", "\"@alias\": int")]
    [InlineData("[property: JsonIgnore] int A")]
    [InlineData("[property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] int A")]
    [InlineData("[property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? A", "a: string?")]
    [InlineData("[property: JsonRequired] int A", "a: int required")]
    [InlineData("[property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] long A", "a: long as string")]
    [InlineData("[property: JsonConverter(typeof(JsonStringEnumConverter<DayOfWeek>))] DayOfWeek? A", "a: enum(Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday)?")]
    public void Writes_down_what_is_stored_of_a_member(string member, params string[] lines) => LinesOf($"internal sealed record Told({member});").Should().Equal(lines);

    [Theory]
    [InlineData("string[] A", "a: array", "a[]: string")]
    [InlineData("IReadOnlyList<string?>? A", "a: array?", "a[]: string?")]
    [InlineData("HashSet<int> A", "a: array", "a[]: int")]
    [InlineData("List<List<Inner>> A", "a: array", "a[]: array", "a[][]: object", "a[][].b: int")]
    [InlineData("Dictionary<string, decimal> A", "a: map of string", "a{}: decimal")]
    [InlineData("IReadOnlyDictionary<Guid, Inner?> A", "a: map of guid", "a{}: object?", "a{}.b: int")]
    [InlineData("Inner A", "a: object", "a.b: int")]
    [InlineData("KeyValuePair<string, int> A", "a: object", "a.key: string", "a.value: int")]
    public void Goes_down_to_the_last_member(string member, params string[] lines) =>
        LinesOf($"internal sealed record Told({member}); internal sealed record Inner(int B);").Should().Equal(lines);

    [Fact]
    public void Ends_where_a_type_holds_itself() =>
        LinesOf("internal sealed record Told(Node Root); internal sealed record Node(int Id, Node? Left, Node[] More);")
            .Should().Equal("root: object", "root.id: int", "root.left: object like root?", "root.more: array", "root.more[]: object like root");

    [Theory]
    [InlineData("internal sealed class Told : List<Told>;", "$: array", "$[]: array like $")]
    [InlineData("internal sealed record Told(Tree? Root); internal sealed class Tree : List<Tree>;", "root: array?", "root[]: array like root")]
    [InlineData("internal sealed record Told(Names All); internal sealed class Names : Dictionary<string, Names?>;", "all: map of string", "all{}: map of string like all?")]
    [InlineData(
        "internal sealed record Told(Odd A); internal sealed class Odd : List<Even>; internal sealed class Even : Dictionary<string, Odd>;",
        "a: array",
        "a[]: map of string",
        "a[]{}: array like a")]
    public void Ends_where_a_collection_holds_itself(string types, params string[] lines) => LinesOf(types).Should().Equal(lines);

    [Fact]
    public void Ends_where_no_serializer_goes() =>
        LinesOf("internal sealed record Told(Deep<int> A); internal sealed class Deep<T> : List<Deep<Deep<T>>>;").Should().HaveCountLessThan(100);

    [Fact]
    public void Ends_where_a_type_is_too_wide_to_write_down()
    {
        // Each level holds the next one ten times: 10 to the power of 9 members.
        var levels = string.Concat(Enumerable.Range(0, 9).Select(level =>
            $"internal sealed record L{level}({string.Join(", ", Enumerable.Range(0, 10).Select(member => $"{(level == 8 ? "int" : $"L{level + 1}")} M{member}"))});"));

        LinesOf($"internal sealed record Told(L0 A); {levels}").Should().HaveCountLessThan(3_000);
    }

    [Fact]
    public void Lists_inherited_members_once() => LinesOf("""
        internal abstract class Base { public int A { get; set; } public virtual int B { get; set; } public int C { get; set; } }
        internal sealed class Told : Base { public override int B { get; set; } public new string C { get; set; } = ""; public int D { get; set; } }
        """).Should().Equal("a: int", "b: int", "c: string", "d: int");

    [Fact]
    public void Leaves_out_what_is_not_public_unless_it_is_included() => LinesOf("""
        internal sealed class Told
        {
            public static int A { get; set; }
            internal int B { get; set; }
            [JsonInclude] internal int C { get; set; }
            public int D;
            [JsonInclude] public int E;
            public int this[int index] => index;
            public int F { set { } }
            public int G => 1;
        }
        """).Should().Equal("c: int", "e: int", "g: int");

    [Fact]
    public void Says_what_has_to_be_there() => LinesOf("internal sealed class Told { public required int A { get; init; } public required string? B { get; init; } }")
        .Should().Equal("a: int required", "b: string? required");

    [Fact]
    public void Tells_cases_apart_by_what_is_stored_for_them() => LinesOf("""
        internal sealed record Told(Payment By);
        [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
        [JsonDerivedType(typeof(Cash), "cash")]
        [JsonDerivedType(typeof(Card), "card")]
        internal abstract record Payment(decimal Amount);
        internal sealed record Cash(decimal Amount) : Payment(Amount);
        internal sealed record Card(decimal Amount, string Number) : Payment(Amount);
        """).Should().Equal("by: object by kind", "by.amount: decimal", "by<card>: object", "by<card>.number: string", "by<cash>: object");

    [Fact]
    public void Tells_a_number_from_a_text_that_looks_like_it() => LinesOf("""
        internal sealed record Told(Payment By);
        [JsonDerivedType(typeof(Cash), 2)]
        [JsonDerivedType(typeof(Card), "2")]
        internal abstract record Payment;
        internal sealed record Cash(decimal Amount) : Payment;
        internal sealed record Card(string Number) : Payment;
        """).Should().Equal("by: object by \"$type\"", "by<\"2\">: object", "by<\"2\">.number: string", "by<2>: object", "by<2>.amount: decimal");

    [Fact]
    public void Holds_cases_together_that_nothing_tells_apart_where_they_are_stored() => LinesOf("""
        internal sealed record Told(Payment By);
        [JsonDerivedType(typeof(Cash))]
        [JsonDerivedType(typeof(Card))]
        internal abstract record Payment;
        internal sealed record Cash(decimal Amount) : Payment;
        internal sealed record Card(string Amount, string Number) : Payment;
        """).Should().Equal("by: object", "by<>: object", "by<>.amount: decimal or string", "by<>.number: string");

    [Fact]
    public void Writes_down_a_message_that_is_no_object() =>
        LinesOf("[JsonConverter(typeof(C))] internal sealed class Told; internal abstract class C : JsonConverter<Told>;")
            .Should().Equal("$: whatever App.C writes");

    [Fact]
    public void Keeps_a_place_for_members_that_are_not_known() =>
        LinesOf("internal sealed class Told { [JsonExtensionData] public Dictionary<string, JsonElement>? More { get; set; } }")
            .Should().Equal("more: whatever else is there");

    [Theory]
    [InlineData("PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower", "some_value: int")]
    [InlineData("UseStringEnumConverter = true", "SomeValue: int")]
    [InlineData("IncludeFields = true", "Field: int", "SomeValue: int")]
    [InlineData("NumberHandling = JsonNumberHandling.WriteAsString", "SomeValue: int as string")]
    [InlineData("IgnoreReadOnlyProperties = true")]
    [InlineData("Converters = new[] { typeof(Any) }", "$: object, or what App.Any writes", "SomeValue: int")]
    public void Follows_the_options_of_the_catalogue(string option, params string[] lines) =>
        LinesOf($"internal sealed class Told {{ public int Field; public int SomeValue {{ get; }} }} internal abstract class Any : JsonConverterFactory;", option).Should().Equal(lines);

    [Theory]
    [InlineData("string", "CamelCase", "map of string in camelCase")]
    [InlineData("string", "KebabCaseUpper", "map of string in KEBAB-CASE")]
    [InlineData("Guid", "CamelCase", "map of guid")]
    [InlineData("Two", "SnakeCaseLower", "map of enum(first_one, second)")]
    public void Follows_the_policy_for_keys(string key, string policy, string map) => LinesOf(
        $"internal sealed record Told(Dictionary<{key}, int> A); internal enum Two {{ FirstOne, Second }}", $"DictionaryKeyPolicy = JsonKnownNamingPolicy.{policy}")
        .Should().Equal($"A: {map}", "A{}: int");

    [Fact]
    public void Follows_the_converters_of_the_catalogue() => LinesOf(
        "internal sealed record Told(DayOfWeek A, Guid B); internal abstract class C : JsonConverter<Guid>;",
        "Converters = new[] { typeof(JsonStringEnumConverter), typeof(C) }")
        .Should().Equal("A: enum(Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday)", "B: whatever App.C writes");

    private static IEnumerable<string> LinesOf(string types, string options = "PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase")
    {
        var code = Code.Of($$"""
            namespace App;
            [MessageCatalog] [JsonSourceGenerationOptions({{options}})] [JsonSerializable(typeof(Told))] internal sealed partial class AppMessages : JsonSerializerContext;
            {{types}}
            """);
        var json = JsonOptions.Of(code.Compilation.GetTypeByMetadataName("App.AppMessages")!);
        return ShapeReader.Read(code.Compilation.GetTypeByMetadataName("App.Told")!, json).Select(line => $"{line.Path}: {line.Shape}");
    }
}
