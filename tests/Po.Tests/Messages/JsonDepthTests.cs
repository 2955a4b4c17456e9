using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;

namespace Po.Tests;

public class JsonDepthTests
{
    [Theory]
    [InlineData("1", 0)]
    [InlineData("{}", 1)]
    [InlineData("""{"a":[1,{"b":[]}],"c":{}}""", 4)]
    [InlineData("""{"a":"[[[[{{{{","b[[[":1}""", 1)]
    [InlineData("""{"a":"\"[[[","b":"\\","c":["\\\"["]}""", 2)]
    public void Counts_brackets_outside_of_strings(string json, int depth) => JsonDepth.Of(Encoding.UTF8.GetBytes(json)).Should().Be(depth);

    [Fact]
    public void Counts_as_a_reader_does() => Json(4).Sample(
        json =>
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
            var deepest = 0;
            while (reader.Read())
            {
                deepest = Math.Max(deepest, reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject ? 1 : 0));
            }

            return JsonDepth.Of(Encoding.UTF8.GetBytes(json)) == deepest;
        },
        iter: 5_000);

    [Theory]
    [InlineData(60, 64, true)]
    [InlineData(63, 64, true)]
    [InlineData(65, 64, false)]
    [InlineData(200, 64, false)]
    [InlineData(6, 5, false)]
    [InlineData(5, 5, true)]
    public async Task An_append_is_refused_that_is_nested_too_deep(int depth, int limit, bool isAllowed)
    {
        await using var po = Create(new PoLimits { MaxJsonDepth = limit });

        var append = () => po.AppendAsync("trees-1", Tree.OfDepth(depth)).AsTask();

        if (isAllowed)
        {
            await append();
            var read = await po.Engine.ReadAsync(A.Stream("trees-1"), null, Token).ToListAsync();
            ((Tree)read.Single().Data).Levels().Should().Be(depth);
        }
        else
        {
            var error = (await append.Should().ThrowAsync<LimitExceededException>()).Which;
            error.Should().BeEquivalentTo(new { Limit = "MaxJsonDepth", Maximum = (long)limit });
            error.Actual.Should().BeGreaterThan(limit);
            error.Message.Should().Contain("MaxJsonDepth").And.Contain("Po:Limits:MaxJsonDepth");
            (await po.Engine.ReadAsync(A.Stream("trees-1"), null, Token).ToListAsync()).Should().BeEmpty("nothing was stored");
        }
    }

    [Fact]
    public async Task An_object_that_holds_itself_is_refused_with_the_limit()
    {
        await using var po = Create(new PoLimits());
        var tree = new Tree();
        tree.Child = tree;

        var append = () => po.AppendAsync("trees-1", tree).AsTask();

        (await append.Should().ThrowAsync<LimitExceededException>()).Which.Limit.Should().Be("MaxJsonDepth");
    }

    [Fact]
    public async Task Both_the_limit_and_the_serializer_are_raised_for_more()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { MaxDepth = 500 };
        await using var po = Create(new PoLimits { MaxJsonDepth = 400 }, options);
        await using var withoutLimit = Create(new PoLimits(), options);

        await po.AppendAsync("trees-1", Tree.OfDepth(400));

        ((Tree)(await po.Engine.ReadAsync(A.Stream("trees-1"), null, Token).ToListAsync()).Single().Data).Levels().Should().Be(400);
        var tooDeep = () => po.AppendAsync("trees-1", Tree.OfDepth(401)).AsTask();
        (await tooDeep.Should().ThrowAsync<LimitExceededException>()).Which.Should().BeEquivalentTo(new { Actual = 401L, Maximum = 400L });
        var byDefault = () => withoutLimit.AppendAsync("trees-1", Tree.OfDepth(65)).AsTask();
        (await byDefault.Should().ThrowAsync<LimitExceededException>()).Which.Should().BeEquivalentTo(new { Actual = 65L, Maximum = 64L });
    }

    [Fact]
    public async Task What_is_stored_is_read_whatever_the_limit_is_today()
    {
        var store = new InMemoryStore();
        await using var before = new TestPo { Store = store, Registry = Registry() };
        await before.AppendAsync("trees-1", Tree.OfDepth(20));
        await using var after = new TestPo { Store = store, Registry = Registry(), Limits = new PoLimits { MaxJsonDepth = 3 } };

        (await after.Engine.ReadAsync(A.Stream("trees-1"), null, Token).ToListAsync()).Should().ContainSingle();
    }

    [Fact]
    public void Bytes_that_are_deeper_than_the_serializer_reads_say_so()
    {
        var json = string.Concat(Enumerable.Repeat("""{"child":""", 100)) + "null" + new string('}', 100);

        var read = () => Registry().ToMessages(A.Record("tree", json));

        read.Should().Throw<MessageFormatException>().WithInnerException<LimitExceededException>()
            .Which.Should().BeEquivalentTo(new { Limit = "MaxJsonDepth", Actual = 100L, Maximum = 64L });
    }

    [Fact]
    public void An_upcaster_reads_whatever_was_let_in()
    {
        var registry = A.Registry(po => po.AddMessage<Added>("added", version: 2).AddUpcaster("added", 1, json => new() { ["value"] = JsonDepth.Of(Encoding.UTF8.GetBytes(json.ToJsonString(Deep))) }));
        var json = string.Concat(Enumerable.Repeat("""{"child":""", 900)) + "null" + new string('}', 900);

        registry.ToMessages(A.Record("added", json)).Only!.Data.Should().Be(new Added(900));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public void A_limit_out_of_range_is_refused(int depth)
    {
        var create = () => new TestPo { Limits = new PoLimits { MaxJsonDepth = depth } }.Engine;

        create.Should().Throw<ArgumentOutOfRangeException>();
    }

    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 1_000 };

    private static MessageRegistry Registry(JsonSerializerOptions? options = null) => new([MessageRegistration.Create<Tree>("tree", options)]);

    private static TestPo Create(PoLimits limits, JsonSerializerOptions? options = null) => new() { Limits = limits, Registry = Registry(options) };

    private static Gen<string> Json(int depth)
    {
        var text = Gen.OneOf([.. ((string[])["a", "[{", "\"]", "\\", "}\\\"{", "é\n"]).Select(Gen.Const)]).Select(value => JsonSerializer.Serialize(value));
        return depth == 0
            ? text
            : Gen.OneOf(
                text,
                Json(depth - 1).Array[0, 3].Select(values => $"[{string.Join(',', values)}]"),
                Gen.Select(text, Json(depth - 1)).Array[0, 3].Select(pairs => $"{{{string.Join(',', pairs.Select(pair => $"{pair.Item1}:{pair.Item2}"))}}}"));
    }

    public sealed class Tree
    {
        public Tree? Child { get; set; }

        public int Levels() => 1 + (Child?.Levels() ?? 0);

        public static Tree OfDepth(int depth)
        {
            var tree = new Tree();
            for (var i = 1; i < depth; i++)
            {
                tree = new Tree { Child = tree };
            }

            return tree;
        }
    }
}
