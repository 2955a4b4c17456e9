using System.Text;

namespace Po.Tests;

public class HeaderTests
{
    [Fact]
    public async Task Come_back_as_they_were_appended()
    {
        await using var po = new TestPo();
        var headers = new Dictionary<string, string>
        {
            ["tenant"] = "blue",
            [""] = "no name",
            ["Tenant"] = "another case",
            ["odd \"quotes\" \\ and \n lines"] = "\u0000\u001f",
            ["unicode é 漢 😀"] = "😀 <script>",
            ["empty"] = "",
        };

        await po.AppendAsync("orders-1", new NewMessage(new Added(1)) { Headers = headers });

        (await po.Engine.ReadAsync(A.Stream("orders-1"), null, Token).ToListAsync())[0].Headers.Should().Equal(headers);
    }

    [Fact]
    public async Task Are_empty_when_there_are_none()
    {
        await using var po = new TestPo();

        await po.AppendAsync("orders-1", new Added(1), new NewMessage(new Added(2)) { Headers = new Dictionary<string, string>() });

        var messages = await po.Engine.ReadAsync(A.Stream("orders-1"), null, Token).ToListAsync();
        messages.Should().OnlyContain(message => message.Headers.Count == 0);
        var records = await po.Store.ReadStreamAsync(A.Stream("orders-1"), new PageRequest(), Token);
        records.Should().OnlyContain(record => record.Headers.IsEmpty);
    }

    // A header without a value could be stored but never be read again, and would stop every subscription.
    [Fact]
    public async Task Are_refused_without_a_value()
    {
        await using var po = new TestPo();
        var headers = new Dictionary<string, string> { ["tenant"] = null! };

        var append = () => po.AppendAsync("orders-1", new NewMessage(new Added(1)) { Headers = headers }).AsTask();

        await append.Should().ThrowAsync<ArgumentException>().WithMessage("*'tenant'*");
        (await po.Engine.ValuesAsync("orders-1")).Should().BeEmpty();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":{"b":"c"}}""")]
    [InlineData("""{"a":"b"} trailing""")]
    [InlineData("""{"a":trsecret}""")]
    public void Of_another_form_are_a_format_error_of_their_message(string json)
    {
        var read = () => HeaderJson.Read("added", Encoding.UTF8.GetBytes(json), out _);

        read.Should().Throw<MessageFormatException>().Which.ToString().Should().Contain("added").And.NotContain("secret").And.NotContain("'t");
    }

    [Fact]
    public void That_are_no_utf8_are_a_format_error_of_their_message()
    {
        var read = () => HeaderJson.Read("added", [(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'"', (byte)'"', (byte)'}'], out _);

        read.Should().Throw<MessageFormatException>();
    }
}
