using System.Text.Json;
using CsCheck;

namespace Po.Generators.Tests;

// Any message of the catalogue, with any data.
internal static class StoredMessageGen
{
    private static readonly Gen<string> Text = Gen.Frequency((3, Gen.String), (1, Gen.String["\"\\/<>&'äß→😀\u0001\u2028"]));
    private static readonly Gen<string?> MaybeText = Gen.Frequency((3, Text.Select(text => (string?)text)), (1, Gen.Const((string?)null)));
    private static readonly Gen<Level> AnyLevel = Gen.Int[0, 9].Select(level => (Level)level);

    private static readonly Gen<Inner?> AnyInner = Gen.Recursive<Inner?>((depth, next) => depth > 3
        ? Gen.Const((Inner?)null)
        : Gen.Frequency((1, Gen.Const((Inner?)null)), (3, Gen.Select(Text, Gen.Int, next, (name, count, inner) => (Inner?)new Inner(name, count, inner)))));

    private static readonly Gen<Inner> SomeInner = AnyInner.Select(inner => inner ?? new Inner("", 0, null));
    private static readonly Gen<Payment> AnyPayment = Gen.OneOf<Payment>(
        Gen.Decimal.Select(amount => (Payment)new Cash(amount)),
        Gen.Select(Gen.Decimal, Text, (amount, number) => (Payment)new Card(amount, number)));

    public static Gen<object> Any { get; } = Gen.OneOf<object>(
        Gen.Select(Gen.Byte, Gen.Short, Gen.Int, Gen.Long, Gen.ULong, Gen.Float.Unit, Gen.Double[-1e300, 1e300], Gen.Decimal)
            .Select((a, b, c, d, e, f, g, h) => (object)new Numbers(a, b, c, d, e, f, g, h, (Half)b, (Int128)d * e, (char)('a' + (a % 26)), a > 9)),
        Gen.Select(Text, MaybeText, Gen.Guid, Gen.Byte.Array[0, 40], Gen.Char.AlphaNumeric.Array[1, 20])
            .Select((text, maybe, id, bytes, word) => (object)new Texts(
                text, maybe, id, new Uri($"https://example.org/{new string(word)}?q=%C3%A4"), bytes, new StreamId("group", new string(word)))),
        Gen.Select(Gen.DateTime, Gen.DateTimeOffset, Gen.Date, Gen.TimeSpan)
            .Select((a, b, c, e) => (object)new Times(a, b, DateOnly.FromDateTime(c), TimeOnly.FromTimeSpan(new TimeSpan(Math.Abs(e.Ticks % TimeSpan.TicksPerDay))), e)),
        Gen.Select(AnyLevel, Gen.Nullable(AnyLevel), Gen.Bool.Select(isHigh => isHigh ? Level.High : Level.Low), Gen.Nullable(Gen.Int), Gen.Nullable(Gen.Bool))
            .Select((a, b, c, d, e) => (object)new Choices(a, b, c, d, e)),
        Gen.Select(Gen.Int.Array[0, 5], MaybeText.List[0, 5], SomeInner.List[0, 4], Gen.Dictionary(Text, AnyInner)[0, 4], Gen.Dictionary(Gen.Int, Gen.Int.List[0, 3])[0, 4], Gen.Guid.HashSet[0, 4])
            .Select((a, b, c, d, e, f) => (object)new Lists(a, b, c, d, e, f)),
        Gen.Select(Gen.Int, AnyInner).Select((x, y) => (object)new Value(x, y)),
        Gen.Select(Gen.Int[0, 99], Text, AnyInner, Gen.Int[0, 99], Gen.Dictionary(Gen.Char.AlphaNumeric.Array[3, 8].Select(key => "x" + new string(key)), Gen.Int)[0, 3])
            .Select((a, b, c, d, more) => (object)new Set
            {
                A = a,
                B = b,
                C = c,
                D = d,
                More = more.Count == 0 ? null : more.ToDictionary(pair => pair.Key, pair => JsonSerializer.SerializeToElement(pair.Value)),
            }),
        Gen.Select(AnyPayment, AnyPayment.Array[0, 4]).Select((by, others) => (object)new Cases(by, others)));
}
