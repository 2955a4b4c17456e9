using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FluentAssertions.Specialized;

namespace Po.Tests;

public class JsonStateSerializerTests
{
    private readonly JsonStateSerializer _serializer = ASerializer();

    [Fact]
    public void Reads_back_what_it_has_written()
    {
        var state = new Everything
        {
            Name = "n",
            Color = Color.Blue,
            Price = new Money(3, "EUR"),
            Lines = [new Line("a", 1), new Line("b", 2)],
            Counts = new() { ["x"] = 1, ["y"] = 2 },
            Since = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)),
            Next = new Everything { Name = "child" },
        };

        var isRead = _serializer.TryDeserialize<Everything>(_serializer.Serialize(state), out var read);

        isRead.Should().BeTrue();
        read.Should().BeEquivalentTo(state);
    }

    [Fact]
    public void The_same_shape_has_the_same_name_in_every_process() =>
        _serializer.Serialize(new Line("a", 1)).Shape.Should().Be(ASerializer().Serialize(new Line("b", 2)).Shape).And.HaveLength(32);

    [Fact]
    public void The_order_of_members_is_no_part_of_the_shape() => Shape<Ordered>().Should().Be(Shape<Reordered>());

    [Theory]
    [MemberData(nameof(OtherShapes))]
    public void Is_another_shape(string difference, Func<string> one, Func<string> other) =>
        one().Should().NotBe(other(), difference);

    public static TheoryData<string, Func<string>, Func<string>> OtherShapes() => new()
    {
        { "a renamed member", Shape<Holder<Line>>, Shape<Holder<RenamedLine>> },
        { "an added member", Shape<Holder<Line>>, Shape<Holder<LongerLine>> },
        { "a retyped member", Shape<Holder<Line>>, Shape<Holder<RetypedLine>> },
        { "a member renamed inside a list", Shape<List<Line>>, Shape<List<RenamedLine>> },
        { "a member renamed inside a dictionary", Shape<Dictionary<string, Line>>, Shape<Dictionary<string, RenamedLine>> },
        { "a member renamed inside a nullable value", Shape<Holder<Money?>>, Shape<Holder<RenamedMoney?>> },
        { "another key", Shape<Dictionary<string, int>>, Shape<Dictionary<int, int>> },
        { "a list instead of an object", Shape<Holder<List<int>>>, Shape<Holder<Line>> },
        { "a value that may be missing", Shape<Holder<int>>, Shape<Holder<int?>> },
        { "a renamed enum member", Shape<Holder<Color>>, Shape<Holder<RenamedColor>> },
        { "a renumbered enum member", Shape<Holder<Color>>, Shape<Holder<RenumberedColor>> },
        { "a member renamed in a derived type", Shape<Animal>, Shape<RenamedAnimal> },
        { "a member renamed in a recursive type", Shape<Node>, Shape<RenamedNode> },
    };

    [Fact]
    public void Does_not_read_another_shape()
    {
        var data = _serializer.Serialize(new Line("a", 1));

        _serializer.TryDeserialize<RenamedLine>(data, out var read).Should().BeFalse();
        read.Should().BeNull();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"Name":7}""")]
    public void Does_not_read_broken_bytes(string json)
    {
        var data = _serializer.Serialize(new Line("a", 1)) with { Data = System.Text.Encoding.UTF8.GetBytes(json) };

        _serializer.TryDeserialize<Line>(data, out var read).Should().BeFalse();
        read.Should().BeNull();
    }

    [Fact]
    public void Does_not_read_state_whose_setter_throws()
    {
        var data = _serializer.Serialize(new Grumpy());

        _serializer.TryDeserialize<Grumpy>(data, out _).Should().BeFalse();
    }

    // Such state would come back with less than it was saved with, and the snapshot would change a result.
    [Fact]
    public void Refuses_state_that_would_not_come_back_whole()
    {
        Refused<PrivateSetter>().WithMessage("*PrivateSetter*'Count'*setter*");
        Refused<GetterOnly>().WithMessage("*GetterOnly*'Items'*");
        Refused<Holder<List<PrivateSetter>>>().WithMessage("*PrivateSetter*'Count'*");
        Refused<OnlyFields>().WithMessage("*OnlyFields*no members*");
        Refused<Holder<(int, int)>>().WithMessage("*tuple*");
        Refused<Holder<object>>().WithMessage("*Object*JsonElement*");
    }

    [Fact]
    public void Takes_state_whose_members_come_back_in_other_ways()
    {
        var populated = new Populated();
        populated.Items.Add(6);

        _serializer.TryDeserialize<OtherWays>(_serializer.Serialize(new OtherWays(5) { Ignored = 1 }), out var read).Should().BeTrue();
        _serializer.TryDeserialize<Populated>(_serializer.Serialize(populated), out var readItems).Should().BeTrue();

        read!.Constructed.Should().Be(5);
        readItems!.Items.Should().Equal(6);
        read.Included.Should().Be(50);
        read.Twice.Should().Be(10);
    }

    [Fact]
    public void Says_that_it_knows_no_such_type()
    {
        var serializer = new JsonStateSerializer(new JsonSerializerOptions { TypeInfoResolver = TestJson.Default });

        var write = () => serializer.Serialize(new Line("a", 1));

        serializer.TryDeserialize<Added>(serializer.Serialize(new Added(1)), out var read).Should().BeTrue();
        read.Should().Be(new Added(1));
        write.Should().Throw<NotSupportedException>();
    }

    [Fact]
    public void Needs_a_resolver()
    {
        var create = () => new JsonStateSerializer(new JsonSerializerOptions());

        create.Should().Throw<InvalidOperationException>();
    }

    private static JsonStateSerializer ASerializer() => new(new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() });

    private static string Shape<T>() => StateShape.Of(
        new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }.GetTypeInfo(typeof(T)));

    private static ExceptionAssertions<NotSupportedException> Refused<T>()
    {
        var shape = () => Shape<T>();
        return shape.Should().Throw<NotSupportedException>();
    }

    public sealed class Everything
    {
        public string? Name { get; set; }

        public Color Color { get; set; }

        public Money? Price { get; set; }

        public List<Line> Lines { get; set; } = [];

        public Dictionary<string, int> Counts { get; set; } = [];

        public DateTimeOffset Since { get; set; }

        public Everything? Next { get; set; }
    }

    public enum Color
    {
        Red,
        Blue,
    }

    public enum RenamedColor
    {
        Red,
        Azure,
    }

    public enum RenumberedColor
    {
        Red,
        Blue = 5,
    }

    public record struct Money(int Amount, string Currency);

    public record struct RenamedMoney(int Total, string Currency);

    public sealed record Line(string Name, int Count);

    public sealed record RenamedLine(string Name, int Number);

    public sealed record LongerLine(string Name, int Count, int More);

    public sealed record RetypedLine(string Name, long Count);

    public sealed record Ordered(int A, string B);

    public sealed record Reordered(string B, int A);

    public sealed class Holder<T>
    {
        public T? Value { get; set; }
    }

    [JsonDerivedType(typeof(Cat), "cat")]
    public class Animal;

    public sealed class Cat : Animal
    {
        public int Lives { get; set; }
    }

    [JsonDerivedType(typeof(RenamedCat), "cat")]
    public class RenamedAnimal;

    public sealed class RenamedCat : RenamedAnimal
    {
        public int Remaining { get; set; }
    }

    public sealed class Node
    {
        public int Value { get; set; }

        public List<Node> Children { get; set; } = [];
    }

    public sealed class RenamedNode
    {
        public int Weight { get; set; }

        public List<RenamedNode> Children { get; set; } = [];
    }

    public sealed class Grumpy
    {
        private readonly int _value = 1;

        public int Value
        {
            get => _value;
            set => throw new ArgumentException("no");
        }
    }

    public sealed class PrivateSetter
    {
        public int Count { get; private set; }
    }

    public sealed class GetterOnly
    {
        public List<int> Items { get; } = [];
    }

    internal sealed class OnlyFields
    {
        internal int Count = 1;
    }

    public sealed class Populated
    {
        [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
        public List<int> Items { get; } = [];
    }

    public sealed class OtherWays(int constructed)
    {
        public int Constructed { get; } = constructed;

        [JsonInclude]
        public int Included { get; private set; } = constructed * 10;

        [JsonIgnore]
        public int Twice => Constructed * 2;

        [JsonIgnore]
        public int Ignored { get; set; }
    }
}
