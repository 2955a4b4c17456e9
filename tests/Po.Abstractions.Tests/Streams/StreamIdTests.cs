namespace Po.Tests;

public sealed class StreamIdTests
{
    [Theory]
    [InlineData("orders", "orders", null)]
    [InlineData("orders-1", "orders", "1")]
    [InlineData("orders-1-2", "orders", "1-2")]
    [InlineData("orders--1", "orders", "-1")]
    [InlineData("orders--", "orders", "-")]
    [InlineData("orders-1-", "orders", "1-")]
    [InlineData("50%off", "50%off", null)]
    [InlineData("50%off-%s{0}", "50%off", "%s{0}")]
    [InlineData(" orders - 1 ", " orders ", " 1 ")]
    [InlineData("a b", "a b", null)]
    [InlineData("**", "**", null)]
    [InlineData("*-1", null, null)]
    [InlineData("日本-👍", "日本", "👍")]
    public void Is_split_at_the_first_dash_and_never_trimmed(string text, string? group, string? entity)
    {
        if (group is null)
        {
            StreamId.TryParse(text, out _).Should().BeFalse();
            return;
        }

        var parsed = StreamId.Parse(text);

        parsed.Group.Should().Be(group);
        parsed.Entity.Should().Be(entity);
        parsed.HasEntity.Should().Be(entity is not null);
        parsed.ToString().Should().Be(text);
        parsed.Should().Be(new StreamId(group, entity));
        parsed.IsAll.Should().BeFalse();
        parsed.IsDefault.Should().BeFalse();
    }

    [Theory]
    [InlineData("", "A stream id cannot be empty: write 'group' or 'group-entity'.")]
    [InlineData("-", "A stream id needs a group before the first '-'.")]
    [InlineData("-1", "A stream id needs a group before the first '-'.")]
    [InlineData("orders-", "The entity of group 'orders' is empty: leave it out to name the whole group.")]
    [InlineData("*-1", "The group '*' is reserved: StreamId.All is every group.")]
    [InlineData("orders\n", "A stream id cannot hold control characters (U+000A).")]
    [InlineData("orders-\u0000", "A stream id cannot hold control characters (U+0000).")]
    [InlineData("orders-\u0085", "A stream id cannot hold control characters (U+0085).")]
    public void Is_refused_with_the_rule_that_the_text_breaks(string text, string sentence)
    {
        FluentActions.Invoking(() => StreamId.Parse(text)).Should().Throw<FormatException>().Which.Message.Should().Be(sentence);
        StreamId.TryParse(text, out var result).Should().BeFalse();
        result.IsDefault.Should().BeTrue();
    }

    [Theory]
    [InlineData("", null, "group", "A stream id needs a group before the first '-'.")]
    [InlineData("*", null, "group", "The group '*' is reserved: StreamId.All is every group.")]
    [InlineData("a-b", null, "group", "The group 'a-b' contains '-', which separates group and entity: pass the entity on its own.")]
    [InlineData("a-b", "c", "entity", "The group 'a-b' contains '-', which separates group and entity: pass the entity on its own.")]
    [InlineData("orders", "", "entity", "The entity of group 'orders' is empty: leave it out to name the whole group.")]
    [InlineData("orders", "\t", "entity", "A stream id cannot hold control characters (U+0009).")]
    [InlineData("\u007f", null, "group", "A stream id cannot hold control characters (U+007F).")]
    public void Is_refused_with_the_rule_that_a_part_breaks(string group, string? entity, string parameter, string sentence) =>
        FluentActions.Invoking(() => new StreamId(group, entity)).Should().Throw<ArgumentException>()
            .WithParameterName(parameter).Which.Message.Should().StartWith(sentence);

    // Not as inline data: a lone surrogate does not survive the attribute.
    [Fact]
    public void Is_refused_with_half_of_a_surrogate_pair()
    {
        string[] halves = ["\ud83d", "\udc4d", "a\ud83d", "\ud83da", "\udc4d\ud83d"];

        foreach (var half in halves)
        {
            FluentActions.Invoking(() => new StreamId(half)).Should().Throw<ArgumentException>()
                .WithMessage("A stream id cannot hold half of a surrogate pair: no database could give it back unchanged.*");
            FluentActions.Invoking(() => new StreamId("orders", half)).Should().Throw<ArgumentException>();
            StreamId.TryParse(half, out _).Should().BeFalse();
        }
    }

    [Fact]
    public void Is_refused_without_a_text()
    {
        FluentActions.Invoking(() => new StreamId(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => StreamId.Parse(null!)).Should().Throw<ArgumentNullException>();
        StreamId.TryParse(null, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("g", 512)]
    [InlineData("ä", 256)]
    [InlineData("日", 170)]
    [InlineData("👍", 128)]
    public void Has_at_most_512_bytes_of_utf_8(string character, int most)
    {
        var longest = string.Concat(Enumerable.Repeat(character, most));

        StreamId.Parse(longest).ToString().Should().Be(longest);
        FluentActions.Invoking(() => StreamId.Parse(longest + "ggg")).Should().Throw<FormatException>()
            .WithMessage("The stream id '*…' has 51? bytes of UTF-8; 512 are allowed.");
        new StreamId("g", new string('e', 510)).ToString().Should().HaveLength(512);
        FluentActions.Invoking(() => new StreamId("g", new string('e', 511))).Should().Throw<ArgumentException>(
            "the dash counts too");
    }

    [Fact]
    public void All_is_every_group()
    {
        StreamId.All.ToString().Should().Be("*");
        StreamId.All.IsAll.Should().BeTrue();
        StreamId.All.HasEntity.Should().BeFalse();
        StreamId.All.IsDefault.Should().BeFalse();
        StreamId.Parse("*").Should().Be(StreamId.All);
    }

    [Fact]
    public void Default_names_nothing()
    {
        default(StreamId).IsDefault.Should().BeTrue();
        default(StreamId).ToString().Should().BeEmpty();
        default(StreamId).HasEntity.Should().BeFalse();
        default(StreamId).IsAll.Should().BeFalse();
        default(StreamId).Should().NotBe(StreamId.All);
    }

    [Fact]
    public void Names_another_entity_of_its_group()
    {
        new StreamId("orders").WithEntity("1").Should().Be(new StreamId("orders", "1"));
        new StreamId("orders", "1").WithEntity("2-3").Should().Be(new StreamId("orders", "2-3"));
        FluentActions.Invoking(() => new StreamId("orders").WithEntity("")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new StreamId("orders").WithEntity(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => StreamId.All.WithEntity("1")).Should().Throw<ArgumentException>()
            .Which.Message.Should().StartWith("'*' is no group, so it has no entities.");
        FluentActions.Invoking(() => default(StreamId).WithEntity("1")).Should().Throw<ArgumentException>()
            .WithMessage("'' is no group, so it has no entities.*");
    }

    [Theory]
    [InlineData("*", "orders", true)]
    [InlineData("*", "orders-1", true)]
    [InlineData("orders", "orders", true)]
    [InlineData("orders", "orders-1", true)]
    [InlineData("orders", "orders2-1", false)]
    [InlineData("orders", "Orders-1", false)]
    [InlineData("orders-1", "orders-1", true)]
    [InlineData("orders-1", "orders-1-1", false)]
    [InlineData("orders-1", "orders", false)]
    [InlineData("orders-1", "orders-2", false)]
    public void Includes_the_streams_that_its_reader_reads(string source, string stream, bool included) =>
        StreamId.Parse(source).Includes(StreamId.Parse(stream)).Should().Be(included);

    [Fact]
    public void Compares_texts_ordinally()
    {
        StreamId[] sorted = [default, StreamId.All, new("B"), new("B", "1"), new("B", "10"), new("B", "2"), new("a"), new("ä")];

        sorted.Reverse().Order().Should().Equal(sorted);
        (sorted[2] < sorted[3] && sorted[3] > sorted[2] && sorted[2] <= sorted[3] && sorted[3] >= sorted[2]).Should().BeTrue();
        (sorted[2] > sorted[3] || sorted[3] < sorted[2] || sorted[3] <= sorted[2] || sorted[2] >= sorted[3]).Should().BeFalse();
        new StreamId("a").Should().NotBe(new StreamId("A"));
        new StreamId("a").CompareTo(new StreamId("a")).Should().Be(0);
    }

    [Fact]
    public void Parses_through_the_generic_interfaces()
    {
        Parse<StreamId>("orders-1").Should().Be(new StreamId("orders", "1"));
        ParseSpan<StreamId>("orders-1").Should().Be(new StreamId("orders", "1"));
        TryParse<StreamId>("-").Should().BeFalse();
        TryParseSpan<StreamId>("orders").Should().BeTrue();
    }

    private static T Parse<T>(string text)
        where T : IParsable<T> => T.Parse(text, null);

    private static T ParseSpan<T>(ReadOnlySpan<char> text)
        where T : ISpanParsable<T> => T.Parse(text, null);

    private static bool TryParse<T>(string text)
        where T : IParsable<T> => T.TryParse(text, null, out _);

    private static bool TryParseSpan<T>(ReadOnlySpan<char> text)
        where T : ISpanParsable<T> => T.TryParse(text, null, out _);
}
