using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Po.Generators.Tests;

// The compiler part cannot ask the serializer. Here the serializer is asked afterwards, about the same types.
public class SerializerConformityTests
{
    private const string Types = """
        namespace App;

        public record Told(int Id, string? Text, Inner In, Inner? MaybeIn, Inner[] Many, List<Inner?> More, Dictionary<string, Inner> ByName)
        {
            public required string MustBe { get; init; }
            [JsonPropertyName("renamed")] public int Named { get; set; }
            [JsonIgnore] public int Ignored { get; set; }
            [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public int Sometimes { get; set; }
            [JsonInclude] internal int Included { get; set; }
            [JsonRequired] public int Needed { get; set; }
            internal int Hidden { get; set; }
            public int Half { get; private set; }
            public int Computed => Id + 1;
            public int WriteOnly { set { } }
            public int Field;
            public readonly int ReadOnlyField = 1;
            [JsonInclude] public int IncludedField;
            public static int Static { get; set; }
            public (int, string) Tuple { get; set; }
            public (int First, string Second) NamedTuple { get; set; }
            public KeyValuePair<string, int> Pair { get; set; }
            public Level Level { get; set; }
            public Level? MaybeLevel { get; set; }
            public int[][] Jagged { get; set; } = [];
            public byte[] Bytes { get; set; } = [];
            public Memory<int> Numbers { get; set; }
            public ReadOnlyMemory<byte> MoreBytes { get; set; }
            public object? Anything { get; set; }
            public JsonElement Element { get; set; }
            public Uri? Link { get; set; }
            public TimeSpan Span { get; set; }
            public DateOnly Date { get; set; }
            public Int128 Large { get; set; }
            public IReadOnlyDictionary<int, string[]> Lists { get; set; } = new Dictionary<int, string[]>();
            public ISet<string> Set { get; set; } = new HashSet<string>();
            public StreamId Stream { get; set; }
            public IShape? Shape { get; set; }
            public Node? Node { get; set; }
            public Derived? Derived { get; set; }
            public Generic<Inner>? Generic { get; set; }
            public Bag? Bag { get; set; }
            public Struct Struct { get; set; }
            public Payment? Payment { get; set; }
            public Vehicle? Vehicle { get; set; }
            public Extended? Extended { get; set; }
            public Own Own { get; set; } = [];
            public URLValue? URLValue { get; set; }
        }

        public sealed record Inner(int A, string B);
        public enum Level { Low, High = 7 }
        public interface IBase { int FromBase { get; } }
        public interface IShape : IBase { string Own { get; } }
        public sealed record Node(int Id, Node? Next, List<Node> Children);
        public abstract class Ground { public int A { get; set; } public virtual int B { get; set; } public string C { get; set; } = ""; }
        public class Derived : Ground { public override int B { get; set; } public new int C { get; set; } public int D { get; init; } }
        public sealed record Generic<T>(T Value, IEnumerable<T> Values);
        public sealed class Bag { public List<int> Filled { get; } = []; }
        public readonly record struct Struct(int X, int Y) { public int Sum => X + Y; }
        [JsonDerivedType(typeof(Cash), "cash")] [JsonDerivedType(typeof(Card), 2)]
        public abstract record Payment(decimal Amount);
        public sealed record Cash(decimal Amount) : Payment(Amount);
        public sealed record Card(decimal Amount, string Number) : Payment(Amount);
        [JsonDerivedType(typeof(Car))] [JsonDerivedType(typeof(Bus), "bus")]
        public class Vehicle { public int Wheels { get; set; } }
        public sealed class Car : Vehicle { public int Doors { get; set; } }
        public sealed class Bus : Vehicle { public int Seats { get; set; } }
        public sealed class Extended { public int Known { get; set; } [JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; } }
        public sealed class Own : List<Inner> { public int Lost { get; set; } }
        public sealed class URLValue { public string XMLText { get; set; } = ""; public int IPv6_Port { get; set; } }
        """;

    [Theory]
    [InlineData("JsonSerializerDefaults.Web")]
    [InlineData("JsonSerializerDefaults.Strict")]
    [InlineData("JsonSerializerDefaults.Web, IncludeFields = true")]
    [InlineData("IncludeFields = true, IgnoreReadOnlyFields = true")]
    [InlineData("PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseUpper, IgnoreReadOnlyProperties = true")]
    [InlineData("UseStringEnumConverter = true, RespectRequiredConstructorParameters = true")]
    public void Writes_down_the_members_that_the_serializer_stores(string options)
    {
        var code = Code.Of($"[JsonSourceGenerationOptions({options})] [JsonSerializable(typeof(App.Told))] public sealed partial class Context : JsonSerializerContext;", Types);
        var context = (JsonSerializerContext)code.Build().GetType("Context")!.GetProperty("Default")!.GetValue(null)!;
        var told = code.Compilation.GetTypeByMetadataName("App.Told")!;

        var written = ShapeReader.Read(told, JsonOptions.Of(code.Compilation.GetTypeByMetadataName("Context")!));

        var stored = new List<string>();
        Walk(context.GetTypeInfo(context.GetType().Assembly.GetType("App.Told")!)!, "$", "", stored, []);
        var lines = written.Select(line => $"{line.Path}: {Kind(line.Shape)}").ToList();
        string.Join("; ", lines.Except(stored)).Should().BeEmpty("the serializer stores no such thing");
        string.Join("; ", stored.Skip(1).Except(lines)).Should().BeEmpty("the serializer stores that, too");
        lines.Should().OnlyHaveUniqueItems();
    }

    private const string Numbers = """
        namespace App;

        public sealed class Told
        {
            public int Plain { get; set; }
            [JsonNumberHandling(JsonNumberHandling.WriteAsString)] public int? Own { get; set; } = 1;
            [JsonNumberHandling(JsonNumberHandling.Strict)] public int Strict { get; set; }
            public List<int> PlainMany { get; set; } = [1];
            [JsonNumberHandling(JsonNumberHandling.WriteAsString)] public List<int> Many { get; set; } = [1];
            [JsonNumberHandling(JsonNumberHandling.WriteAsString)] public Dictionary<string, long?> Map { get; set; } = new() { ["a"] = 1 };
            public List<List<int>> Nested { get; set; } = [[1]];
            public Marked In { get; set; } = new();
            public Listed Listed { get; set; } = [1];
            public List<Listed> ManyListed { get; set; } = [[1]];
        }

        [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
        public sealed class Marked
        {
            public int Plain { get; set; }
            [JsonNumberHandling(JsonNumberHandling.Strict)] public int Strict { get; set; }
            public int[] Many { get; set; } = [1];
            public List<List<int>> Nested { get; set; } = [[1]];
            public Unmarked In { get; set; } = new();
        }

        public sealed class Unmarked { public int Plain { get; set; } public Dictionary<Level, decimal> ByLevel { get; set; } = new() { [Level.TheLowest] = 1, [Level.Named] = 2 }; }

        public enum Level { TheLowest, [JsonStringEnumMemberName("OwnName")] Named }

        [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
        public sealed class Listed : List<int>;
        """;

    [Theory]
    [InlineData("JsonSerializerDefaults.General")]
    [InlineData("NumberHandling = JsonNumberHandling.WriteAsString")]
    [InlineData("DictionaryKeyPolicy = JsonKnownNamingPolicy.KebabCaseLower")]
    public void Tells_numbers_from_texts_and_keys_as_they_are_stored(string options)
    {
        var code = Code.Of($"[JsonSourceGenerationOptions({options})] [JsonSerializable(typeof(App.Told))] public sealed partial class Context : JsonSerializerContext;", Numbers);
        var context = (JsonSerializerContext)code.Build().GetType("Context")!.GetProperty("Default")!.GetValue(null)!;
        var info = context.GetTypeInfo(context.GetType().Assembly.GetType("App.Told")!)!;

        var lines = ShapeReader.Read(code.Compilation.GetTypeByMetadataName("App.Told")!, JsonOptions.Of(code.Compilation.GetTypeByMetadataName("Context")!));

        var stored = JsonSerializer.SerializeToElement(Activator.CreateInstance(info.Type), info);
        foreach (var line in lines.Where(line => JsonValues.IsNumber(line.Shape.Split(' ', '?')[0])))
        {
            var kind = line.Shape.Contains(" as string", StringComparison.Ordinal) ? JsonValueKind.String : JsonValueKind.Number;
            At(stored, line.Path).ValueKind.Should().Be(kind, line.ToString());
        }

        var levels = lines.Single(line => line.Path == "In.In.ByLevel");
        var keys = At(stored, levels.Path).EnumerateObject().Select(property => property.Name);
        levels.Shape.Should().Be($"map of enum({string.Join(", ", keys.Order(StringComparer.Ordinal))})");
    }

    private static JsonElement At(JsonElement element, string path)
    {
        foreach (var step in path.Replace("[]", ".[]", StringComparison.Ordinal).Replace("{}", ".{}", StringComparison.Ordinal).Split('.'))
        {
            element = step switch
            {
                "[]" => element[0],
                "{}" => element.EnumerateObject().First().Value,
                _ => element.GetProperty(step),
            };
        }

        return element;
    }

    // What the serializer itself knows about a type: what kind of JSON, and what has to be there.
    private static void Walk(JsonTypeInfo info, string path, string mark, List<string> lines, List<Type> open)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        var actual = type == info.Type ? info : info.Options.GetTypeInfo(type);
        switch (actual.Kind)
        {
            case JsonTypeInfoKind.Object when open.Contains(type):
                lines.Add($"{path}: object{mark}");
                break;
            case JsonTypeInfoKind.Object:
                lines.Add($"{path}: object{mark}");
                open.Add(type);
                Members(actual, path, [], lines, open);
                foreach (var derived in actual.PolymorphismOptions?.DerivedTypes ?? [])
                {
                    lines.Add($"{path}<{derived.TypeDiscriminator}>: object");
                    Members(
                        actual.Options.GetTypeInfo(derived.DerivedType),
                        $"{path}<{derived.TypeDiscriminator}>",
                        [.. actual.Properties.Select(property => property.Name)],
                        lines,
                        open);
                }

                open.Remove(type);
                break;
            case JsonTypeInfoKind.Enumerable:
                lines.Add($"{path}: array{mark}");
                Walk(actual.Options.GetTypeInfo(actual.ElementType!), $"{path}[]", "", lines, open);
                break;
            case JsonTypeInfoKind.Dictionary:
                lines.Add($"{path}: map{mark}");
                Walk(actual.Options.GetTypeInfo(actual.ElementType!), $"{path}{{}}", "", lines, open);
                break;
            default:
                lines.Add($"{path}: value{mark}");
                break;
        }
    }

    // Whether a member is left out of what is written is told by no public member.
    private static readonly PropertyInfo CanSerialize =
        typeof(JsonPropertyInfo).GetProperty("CanSerialize", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private static void Members(JsonTypeInfo info, string path, string[] shared, List<string> lines, List<Type> open)
    {
        foreach (var property in info.Properties.Where(property => (bool)CanSerialize.GetValue(property)! && !shared.Contains(property.Name)))
        {
            var place = path == "$" ? property.Name : $"{path}.{property.Name}";
            if (property.IsExtensionData)
            {
                lines.Add($"{place}: value");
                continue;
            }

            Walk(info.Options.GetTypeInfo(property.PropertyType), place, property.IsRequired ? " required" : "", lines, open);
        }
    }

    private static string Kind(string shape)
    {
        var mark = shape.EndsWith(" required", StringComparison.Ordinal) ? " required" : "";
        var first = shape.Split(' ', '?', '(')[0];
        return (first is "object" or "array" or "map" ? first : "value") + mark;
    }
}
