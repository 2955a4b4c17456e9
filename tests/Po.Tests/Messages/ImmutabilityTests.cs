using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Po.Tests;

// What is shared between handlers must be what none of them can change.
public class ImmutabilityTests
{
    public enum Colour
    {
        Red,
    }

    [Theory]
    [InlineData(typeof(Record))]
    [InlineData(typeof(Nested))]
    [InlineData(typeof(ReadOnlyStruct))]
    [InlineData(typeof(Recursive))]
    [InlineData(typeof(InitOnly))]
    public void Read_only_down_to_the_last_field(Type type) => Immutability.Of(type).Should().BeTrue();

    [Theory]
    [InlineData(typeof(Settable))]
    [InlineData(typeof(HoldsList))]
    [InlineData(typeof(HoldsArray))]
    [InlineData(typeof(HoldsSettable))]
    [InlineData(typeof(HasField))]
    [InlineData(typeof(HidesState))]
    [InlineData(typeof(DerivedFromSettable))]
    [InlineData(typeof(MutableStruct))]
    [InlineData(typeof(HoldsObject))]
    [InlineData(typeof(Polymorphic))]
    [InlineData(typeof(HoldsPolymorphic))]
    public void In_doubt_it_is_not(Type type) => Immutability.Of(type).Should().BeFalse();

    private sealed record Record(string Text, int Number, decimal Amount, DateTimeOffset Time, Guid Id, Colour Colour, int? Maybe, Uri Link);

    private sealed record Nested(Record Inner, IReadOnlyList<Record> Lines, ImmutableArray<string> Words, IReadOnlyDictionary<string, ReadOnlyStruct> Map);

    private readonly record struct ReadOnlyStruct(int X);

    private sealed record Recursive(Recursive? Next, string Value);

    private sealed class InitOnly
    {
        public string Text { get; init; } = "";
    }

    private sealed class Settable
    {
        public string Text { get; set; } = "";
    }

    private sealed record HoldsList(List<int> Numbers);

    private sealed record HoldsArray(int[] Numbers);

    private sealed record HoldsSettable(Settable Inner);

    private sealed class HasField
    {
        [JsonInclude]
        public int Number = 1;
    }

    private sealed class HidesState
    {
        private int _count;

        public int Count => _count++;
    }

    private class SettableBase
    {
        public int Number { get; set; }
    }

    private sealed class DerivedFromSettable : SettableBase;

    private record struct MutableStruct(int X);

    private sealed record HoldsObject(object Anything);

    [JsonDerivedType(typeof(Derived))]
    private record Polymorphic(int X);

    private sealed record Derived(int X, List<int> Y) : Polymorphic(X);

    private sealed record HoldsPolymorphic(Polymorphic Inner);
}
