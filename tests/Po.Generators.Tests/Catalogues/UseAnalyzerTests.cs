namespace Po.Generators.Tests;

public class UseAnalyzerTests
{
    private const string Messages = """
        internal sealed record Known(int A);
        [Message("attributed")] internal sealed record Attributed(int A);
        internal sealed record Forgotten(int A);
        internal static class Start { public static void Add(IPoBuilder po) => po.AddMessage<Known>("known"); }
        """;

    private const string Help =
        "is appended here and registered nowhere in this project, so the append will fail: put [Message(\"…\")] on it and name it in a catalogue, or call AddMessage<Forgotten>(\"…\")";

    [Theory]
    [InlineData("po.AppendAsync(id, new Known(1))")]
    [InlineData("po.AppendAsync(id, new Attributed(1))")]
    [InlineData("po.AppendAsync(id, [new Known(1), new NewMessage(new Attributed(1))])")]
    public Task Is_silent_about_what_is_registered(string call) => FindsAsync(Calling(call));

    [Theory]
    [InlineData("po.AppendAsync(id, new Forgotten(1))", "new Forgotten(1)")]
    [InlineData("po.AppendAsync(id, sealedOne)", "sealedOne")]
    [InlineData("po.AppendAsync(id, [new Known(1), new Forgotten(2)])", "new Forgotten(2)")]
    [InlineData("po.AppendAsync(id, new object[] { new Forgotten(2) })", "new Forgotten(2)")]
    [InlineData("po.AppendAsync(id, new NewMessage(new Forgotten(3)))", "new Forgotten(3)")]
    [InlineData("stream.AppendAsync([new Forgotten(4)])", "new Forgotten(4)")]
    [InlineData("appender.Append(new Known(1), new Forgotten(5))", "new Forgotten(5)")]
    public Task Warns_of_what_is_appended_and_not_registered(string call, string place) =>
        FindsAsync(Calling(call), $"warning PO0008 {place}: Forgotten {Help}");

    [Theory]
    [InlineData("po.AppendAsync(id, anything)")]
    [InlineData("po.AppendAsync(id, openOne)")]
    [InlineData("po.AppendAsync(id, generic)")]
    [InlineData("po.AppendAsync(id, list)")]
    [InlineData("po.AppendAsync(id, [.. list])")]
    [InlineData("po.AppendAsync(id, new Uri(\"a:b\"))")]
    public Task Is_silent_about_what_it_cannot_know(string call) => FindsAsync(Calling(call));

    [Theory]
    [InlineData("internal static class More<T> where T : notnull { static void Add(IPoBuilder po) => po.AddMessage<T>(\"any\"); }")]
    [InlineData("internal static class More { static object Add(Type type) => MessageRegistration.Create(type); }")]
    [InlineData("internal abstract class Own : IRegistry { public abstract SerializedMessage Serialize(object data); public abstract object Deserialize(string type, ReadOnlySpan<byte> data); public abstract MessageParts ToMessages(Record record); public abstract IReadOnlyList<string> FindStoredNames(string type); public abstract bool Contains(Type dataType); }")]
    public Task Is_silent_where_the_code_does_not_tell_what_is_registered(string more) =>
        FindsAsync(Calling("po.AppendAsync(id, new Forgotten(1))", more));

    [Theory]
    [InlineData("MessageRegistration.Create<Forgotten>(\"forgotten\")")]
    [InlineData("MessageRegistration.Create(typeof(Forgotten))")]
    [InlineData("MessageRegistration.CreateLazily(typeof(Forgotten), \"forgotten\", _ => MessageRegistration.Create<Known>(\"known\"), 0)")]
    public Task Is_silent_about_what_is_registered_without_a_builder(string registration) =>
        FindsAsync(Calling("po.AppendAsync(id, new Forgotten(1))", $"internal static class More {{ static object Add() => {registration}; }}"));

    [Theory]
    [InlineData("po.AddMessage<Forgotten>(\"forgotten\")")]
    [InlineData("po.AddMessages([MessageRegistration.Create<Forgotten>(\"forgotten\")])")]
    public Task Is_silent_where_generated_code_may_register(string call) => FindsAsync(
        Calling("po.AppendAsync(id, new Forgotten(1))").WithGenerated($"internal static class More {{ static void Add(global::Po.IPoBuilder po) => {call}; }}"));

    [Fact]
    public Task Knows_what_a_catalogue_of_its_own_registers() => FindsAsync(
        Calling("po.AppendAsync(id, new Forgotten(1))", "[MessageCatalog] [JsonSerializable(typeof(Attributed))] internal sealed partial class App : JsonSerializerContext;"),
        $"warning PO0008 new Forgotten(1): Forgotten {Help}");

    [Fact]
    public Task Is_silent_in_a_project_that_registers_nothing() => FindsAsync(Code.Of("""
        internal sealed record Forgotten(int A);
        internal static class Use { public static object Call(IPo po, StreamId id) => po.AppendAsync(id, new Forgotten(1)); }
        """));

    [Fact]
    public Task Warns_of_a_handler_that_is_never_called() => FindsAsync(
        Code.Of(Messages, """
            internal sealed class Counter : IHandler<Forgotten>, IHandler<Known>
            {
                public ValueTask HandleAsync(Message<Forgotten> message, CancellationToken cancellationToken) => default;
                public ValueTask HandleAsync(Message<Known> message, CancellationToken cancellationToken) => default;
            }
            """),
        "warning PO0009 Counter: Counter handles Forgotten, which is registered nowhere in this project, so it is never called with one: "
        + "put [Message(\"…\")] on Forgotten and name it in a catalogue, or call AddMessage<Forgotten>(\"…\")");

    [Fact]
    public Task Refuses_a_registration_without_a_name() => FindsAsync(
        Code.Of(Messages, "internal static class More { static void Add(IPoBuilder po) => po.AddMessage<Attributed>().AddMessage<Forgotten>(); }"),
        "error PO0010 po.AddMessage<Attributed>().AddMessage<Forgotten>(): Forgotten has no name to be stored under: put [Message(\"…\")] on it, or pass a name");

    private static Code Calling(string call, string more = "") => Code.Of(Messages, more, $$"""
        internal record Open(int A);

        internal static class Use
        {
            public static void Call<T>(
                IPo po, IStream stream, ITransactionAppender appender, StreamId id, object anything, Open openOne, Forgotten sealedOne, T generic, List<object> list)
                where T : notnull
            {
                _ = {{(call.StartsWith("appender", StringComparison.Ordinal) ? "1" : call)}};
                {{(call.StartsWith("appender", StringComparison.Ordinal) ? call : "")}};
            }
        }
        """);

    private static async Task FindsAsync(Code code, params string[] expected) =>
        (await code.AnalyzeAsync<UseAnalyzer>()).Printed().Should().Equal(expected);
}
