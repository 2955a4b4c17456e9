using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsCheck;

namespace Po.Tests;

// Every shape of data that is supported comes back as it was: written, read and written again it is the same bytes.
public partial class MessageShapeTests
{
    private static readonly Gen<string> Text = Gen.Frequency(
        (3, Gen.String),
        (2, OneOf("", " ", "größer", "日本語", "👩‍👩‍👧‍👦", "\u0000", "\ufeff", "e\u0301", "<&>'\"\\/", "\u2028\r\n\t", "null", "{}")),
        (1, Gen.String[0, 300])).Where(IsWhole);

    private static readonly Gen<decimal> Decimal = Gen.Frequency((3, Gen.Decimal), (1, OneOf(0m, 0.0m, 1.10m, decimal.MaxValue, decimal.MinValue, 1e-28m)));

    private static readonly Gen<double> Double = Gen.Frequency((3, Gen.Double), (1, OneOf(0d, -0d, double.Epsilon, double.MaxValue, 0.1 + 0.2)))
        .Where(double.IsFinite);

    private static readonly Gen<DateTimeOffset> Time = Gen.Select(Gen.Long[DateTime.UnixEpoch.Ticks, DateTime.UnixEpoch.AddYears(500).Ticks], Gen.Int[-14 * 60, 14 * 60])
        .Select((ticks, offset) => new DateTimeOffset(ticks, TimeSpan.FromMinutes(offset)));

    private static readonly Gen<Line> Lines = Gen.Select(Text, Gen.Int, Decimal, Gen.Enum<Colour>().Nullable()).Select((a, b, c, d) => new Line(a, b, c, d));

    private static readonly Gen<Scalars> AnyScalars = Gen.Select(
        Gen.Select(Gen.Bool, Gen.Byte, Gen.SByte, Gen.Short, Gen.UShort, Gen.Int, Gen.UInt, Gen.Long),
        Gen.Select(Gen.ULong, Gen.Single.Where(float.IsFinite), Double, Decimal, Gen.Guid, Text, Time, Gen.Char.AlphaNumeric),
        (a, b) => new Scalars(
            a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, a.Item6, a.Item7, a.Item8, b.Item1, b.Item2, b.Item3, b.Item4, b.Item5, b.Item6, b.Item7, b.Item8,
            DateOnly.FromDateTime(b.Item7.DateTime), TimeOnly.FromDateTime(b.Item7.DateTime), b.Item7.TimeOfDay, b.Item7.UtcDateTime,
            new Uri($"https://example.org/{b.Item5:N}?q=%20"), new Version(1, a.Item5), (Int128)b.Item1 * 7, new StreamId("orders", $"{b.Item5:N}")));

    private static readonly Gen<Point> Points = Gen.Select(Gen.Int, Double).Select((x, y) => new Point(x, y));

    private static readonly Gen<Shape> Shapes = Gen.OneOf<Shape>(
        Double.Select(radius => (Shape)new Circle(radius)), Gen.Select(Points, Text).Select((corner, label) => (Shape)new Square(corner, label)));

    [Fact]
    public void Plain_values() => RoundTrips(AnyScalars);

    [Fact]
    public void Missing_values() => RoundTrips(
        Gen.Select(Text.Null(), Gen.Int.Nullable(), Gen.Guid.Nullable(), Time.Nullable(), Decimal.Nullable(), Lines.Null())
            .Select((a, b, c, d, e, f) => new Optional(a, b, c, d, e, f)));

    [Fact]
    public void Records_in_records_and_lists() => RoundTrips(
        Gen.Select(Gen.Guid, Lines.List[0, 5], Lines.Array[0, 3], Gen.Int.Array[0, 4].Array[0, 3])
            .Select((id, list, array, grid) => new Nested(id, list, array, [.. list], array.Select(line => line.Count).ToHashSet(), grid)));

    [Fact]
    public void Dictionaries() => RoundTrips(
        Gen.Select(Gen.Dictionary(Text, Lines)[0, 4], Gen.Dictionary(Gen.Int, Text)[0, 4], Gen.Dictionary(Gen.Guid, Gen.Bool)[0, 3])
            .Select((texts, numbers, ids) => new Maps(texts, numbers, ids)));

    [Fact]
    public void Structs() => RoundTrips(Points);

    [Fact]
    public void Enums_as_numbers_and_as_names() => RoundTrips(
        Gen.Select(Gen.Enum<Colour>(), Gen.Enum<Size>(), Gen.Int[0, 7]).Select((colour, size, rights) => new Enums(colour, size, (Rights)rights)));

    [Fact]
    public void Polymorphic_members() => RoundTrips(Shapes.List[0, 4].Select(shapes => new Drawing([.. shapes])));

    [Fact]
    public void Members_that_this_release_does_not_know() => RoundTrips(
        Gen.Select(Text, Gen.Dictionary(Text.Where(name => !name.Equals("name", StringComparison.OrdinalIgnoreCase)), Text)[0, 3]).Select((name, rest) =>
        {
            var data = new Extensible { Name = name };
            foreach (var (key, value) in rest)
            {
                data.Rest[key] = JsonSerializer.SerializeToElement(value);
            }

            return data;
        }));

    [Fact]
    public void Classes_with_setters_and_renamed_and_ignored_members() => RoundTrips(
        Gen.Select(Text, Gen.Int).Select((name, count) => new Classic { Name = name, Count = count, Secret = "not stored" }));

    [Fact]
    public void Bytes() => RoundTrips(Gen.Byte.Array[0, 100].Select(bytes => new Blob(bytes, bytes)));

    [Fact]
    public void Plain_texts_and_numbers_and_lists_as_data()
    {
        RoundTrips(Text);
        RoundTrips(Gen.Long);
        RoundTrips(Text.List[0, 5]);
        RoundTrips(Gen.Dictionary(Text, Gen.Int)[0, 5]);
    }

    [Fact]
    public void Metadata_made_at_compile_time_writes_the_same_bytes() => AnyScalars.Sample(
        data =>
        {
            var byReflection = new MessageRegistry([MessageRegistration.Create<Scalars>("data")]);
            var compiled = new MessageRegistry([MessageRegistration.Create("data", () => ShapeJson.Default.Scalars)]);
            var bytes = byReflection.Serialize(data).Data;
            return bytes.Span.SequenceEqual(compiled.Serialize(data).Data.Span) && Equals(compiled.Deserialize("data", bytes.Span), data);
        },
        iter: 500);

    private static void RoundTrips<T>(Gen<T> data)
        where T : notnull
    {
        var registry = new MessageRegistry([MessageRegistration.Create<T>("data")]);
        data.Sample(
            value =>
            {
                var (type, bytes) = registry.Serialize(value);
                var read = registry.Deserialize(type, bytes.Span);
                return read is T && registry.Serialize(read).Data.Span.SequenceEqual(bytes.Span) && (!IsComparable<T>() || value.Equals(read));
            },
            iter: 2_000,
            print: value => JsonSerializer.Serialize(value));
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.OneOf([.. values.Select(Gen.Const)]);

    private static bool IsComparable<T>() => typeof(T) == typeof(Scalars) || typeof(T) == typeof(Optional) || typeof(T) == typeof(Point) || typeof(T) == typeof(Enums);

    // A half of a surrogate pair is no text that any encoding keeps.
    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }

    public enum Colour
    {
        None,
        Red = 3,
        Blue = -7,
    }

    [JsonConverter(typeof(JsonStringEnumConverter<Size>))]
    public enum Size
    {
        Small,
        Large,
    }

    [Flags]
    public enum Rights
    {
        None = 0,
        Read = 1,
        Write = 2,
        Own = 4,
    }

    public sealed record Scalars(
        bool A, byte B, sbyte C, short D, ushort E, int F, uint G, long H, ulong I, float J, double K, decimal L, Guid M, string N, DateTimeOffset O, char P,
        DateOnly Q, TimeOnly R, TimeSpan S, DateTime T, Uri U, Version V, Int128 W, StreamId X);

    public sealed record Line(string Article, int Count, decimal Price, Colour? Colour);

    public sealed record Optional(string? A, int? B, Guid? C, DateTimeOffset? D, decimal? E, Line? F);

    public sealed record Nested(
        Guid Id, List<Line> List, Line[] Array, ImmutableArray<Line> Immutable, ISet<int> Set, int[][] Grid);

    public sealed record Maps(Dictionary<string, Line> Texts, Dictionary<int, string> Numbers, IReadOnlyDictionary<Guid, bool> Ids);

    public readonly record struct Point(int X, double Y);

    public sealed record Enums(Colour Colour, Size Size, Rights Rights);

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
    [JsonDerivedType(typeof(Circle), "circle")]
    [JsonDerivedType(typeof(Square), "square")]
    public abstract record Shape;

    public sealed record Circle(double Radius) : Shape;

    public sealed record Square(Point Corner, string Label) : Shape;

    public sealed record Drawing(IReadOnlyList<Shape> Shapes);

    public sealed record Blob(byte[] Bytes, ReadOnlyMemory<byte> Memory);

    public sealed class Extensible
    {
        public string? Name { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement> Rest { get; set; } = [];
    }

    public sealed class Classic
    {
        [JsonPropertyName("the name")]
        public string? Name { get; set; }

        public int Count { get; set; }

        [JsonIgnore]
        public string? Secret { get; set; }
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Scalars))]
    private sealed partial class ShapeJson : JsonSerializerContext;
}
