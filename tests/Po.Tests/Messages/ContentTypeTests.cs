using System.Buffers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Po.Tests;

public class ContentTypeTests
{
    private const string Text = "text/plain";

    [Fact]
    public async Task What_is_no_JSON_says_so_in_a_header_and_comes_back()
    {
        await using var po = Create(builder => builder.AddMessage("note", new TextSerializer()));

        await po.AppendAsync("notes-1", new NewMessage(new Note("größer")) { Headers = new Dictionary<string, string> { ["tenant"] = "blue" } });

        var record = (await po.Store.ReadStreamAsync(A.Stream("notes-1"), new PageRequest(), Token)).Single();
        Encoding.UTF8.GetString(record.Data.Span).Should().Be("größer");
        var message = (await po.Engine.ReadAsync(A.Stream("notes-1"), null, Token).ToListAsync()).Single();
        message.Data.Should().Be(new Note("größer"));
        message.Headers.Should().Equal(new Dictionary<string, string> { ["tenant"] = "blue", ["content-type"] = Text });
    }

    [Fact]
    public async Task JSON_needs_no_header()
    {
        await using var po = Create(builder => builder.AddMessage<Note>("note"));

        await po.AppendAsync("notes-1", new Note("small"));

        (await po.Store.ReadStreamAsync(A.Stream("notes-1"), new PageRequest(), Token)).Single().Headers.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Bytes_are_stored_as_they_are()
    {
        await using var po = Create(builder => builder.AddMessage(
            "scanned", new BytesSerializer<Scan>(scan => scan.Bytes, bytes => new Scan(bytes), "image/png"), version: 1));
        byte[] bytes = [0, 255, 1, 0x89, (byte)'{'];

        await po.AppendAsync("scans-1", new Scan(bytes), new Scan(default));

        var records = await po.Store.ReadStreamAsync(A.Stream("scans-1"), new PageRequest(), Token);
        records[0].Data.ToArray().Should().Equal(bytes);
        var messages = await po.Engine.ReadAsync(A.Stream("scans-1"), null, Token).ToListAsync();
        messages.Select(message => ((Scan)message.Data).Bytes.Length).Should().Equal(5, 0);
        messages.Should().OnlyContain(message => message.Headers["content-type"] == "image/png");
    }

    [Theory]
    [InlineData(null, ContentTypes.Json)]
    [InlineData("""{"content-type":"application/x-protobuf"}""", "application/x-protobuf")]
    public void Another_kind_of_bytes_than_the_serializer_reads_is_refused_with_both(string? headers, string stored)
    {
        var registry = A.Registry(po => po.AddMessage("note", new TextSerializer()));

        var read = () => registry.ToMessages(A.Record("note", "small", headers));

        var error = read.Should().Throw<MessageFormatException>().Which;
        error.Should().BeEquivalentTo(new { TypeName = "note", StoredContentType = stored, ReadContentType = Text });
        error.Message.Should().Contain(stored).And.Contain(Text);
    }

    [Fact]
    public void What_is_no_JSON_is_never_read_as_JSON()
    {
        var registry = A.Registry(po => po.AddMessage<Note>("note"));

        var read = () => registry.ToMessages(A.Record("note", "{}", """{"content-type":"text/plain"}"""));

        read.Should().Throw<MessageFormatException>().Which.StoredContentType.Should().Be(Text);
    }

    [Fact]
    public void A_new_version_may_be_of_another_kind()
    {
        var registry = A.Registry(po => po.AddMessage("note", new TextSerializer(), version: 2).AddUpcaster(new ToText()));

        registry.ToMessages(A.Record("note", """{"text":"small"}""")).Only!.Data.Should().Be(new Note("small"));
        registry.ToMessages(A.Record("note@2", "small", """{"content-type":"text/plain"}""")).Only!.Data.Should().Be(new Note("small"));
    }

    [Fact]
    public void An_upcaster_of_JSON_refuses_other_bytes()
    {
        var registry = A.Registry(po => po.AddMessage<Note>("note", version: 2).AddUpcaster("note", 1, json => json));

        var read = () => registry.ToMessages(A.Record("note", "{}", """{"content-type":"text/plain"}"""));

        read.Should().Throw<UpcastException>().WithInnerException<InvalidOperationException>().WithMessage("*text/plain*IUpcaster*");
    }

    [Fact]
    public async Task The_header_is_the_serializers_to_write()
    {
        await using var po = Create(builder => builder.AddMessage<Note>("note").AddMessage("text", new OtherSerializer()));

        var append = (object data, string type) =>
            po.AppendAsync("notes-1", new NewMessage(data) { Headers = new Dictionary<string, string> { ["content-type"] = type } }).AsTask();

        await append.Awaiting(a => a(new Note("x"), Text)).Should().ThrowAsync<ArgumentException>().WithMessage("*content-type*application/json*");
        await append.Awaiting(a => a(new Other("x"), "text/html")).Should().ThrowAsync<ArgumentException>().WithMessage("*content-type*text/plain*");
        await append(new Note("x"), ContentTypes.Json);
        await append(new Other("x"), Text);
        (await po.Engine.ReadAsync(A.Stream("notes-1"), null, Token).ToListAsync()).Select(message => message.Data)
            .Should().Equal(new Note("x"), new Other("x"));
    }

    [Fact]
    public void A_serializer_without_a_content_type_is_refused()
    {
        var create = () => MessageRegistration.Create("scanned", new BytesSerializer<Scan>(scan => scan.Bytes, bytes => new Scan(bytes), " "));

        create.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void What_a_serializer_throws_when_it_reads_is_a_format_error()
    {
        var registry = A.Registry(po => po.AddMessage("note", new TextSerializer()));

        var read = () => registry.ToMessages(A.Record("note", "broken", """{"content-type":"text/plain"}"""));

        read.Should().Throw<MessageFormatException>().WithInnerException<FormatException>();
    }

    private static TestPo Create(Action<IPoBuilder> configure) => new() { Registry = A.Registry(configure) };

    public sealed record Note(string Text);

    public sealed record Other(string Text);

    public sealed record Scan(ReadOnlyMemory<byte> Bytes);

    private sealed class TextSerializer : IMessageSerializer<Note>
    {
        public string ContentType => Text;

        public void Write(Note data, IBufferWriter<byte> output) => output.Write(Encoding.UTF8.GetBytes(data.Text));

        public Note Read(ReadOnlySpan<byte> data) =>
            Encoding.UTF8.GetString(data) is var text and not "broken" ? new Note(text) : throw new FormatException("It is broken.");
    }

    private sealed class OtherSerializer : IMessageSerializer<Other>
    {
        public string ContentType => Text;

        public void Write(Other data, IBufferWriter<byte> output) => output.Write(Encoding.UTF8.GetBytes(data.Text));

        public Other Read(ReadOnlySpan<byte> data) => new(Encoding.UTF8.GetString(data));
    }

    private sealed class ToText : IUpcaster
    {
        public MessageVersion From => new("note", 1);

        public IReadOnlyList<MessageVersion> Into => [new("note", 2)];

        public IEnumerable<StoredMessage> Upcast(StoredMessage message)
        {
            using var json = System.Text.Json.JsonDocument.Parse(message.Data);
            return
            [
                message with
                {
                    Version = new("note", 2),
                    Data = Encoding.UTF8.GetBytes(json.RootElement.GetProperty("text").GetString()!),
                    ContentType = Text,
                },
            ];
        }
    }
}
