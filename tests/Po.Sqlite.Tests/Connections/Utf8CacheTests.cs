using System.Text;

namespace Po.Sqlite.Tests.Connections;

public sealed class Utf8CacheTests
{
    [Fact]
    public void Gives_every_text_its_own_value_however_small_it_is()
    {
        var cache = new Utf8Cache<string>(4, text => text);
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => new string('x', i % 7) + i), "", "größe", "日本語"];

        foreach (var text in texts.Concat(texts.Reverse()))
        {
            cache.Get(Encoding.UTF8.GetBytes(text)).Should().Be(text);
        }
    }

    [Fact]
    public void Makes_a_text_once_that_comes_again_and_again()
    {
        var made = 0;
        var cache = new Utf8Cache<string>(4, text =>
        {
            made++;
            return text;
        });

        for (var i = 0; i < 10; i++)
        {
            cache.Get("orders-1"u8);
        }

        made.Should().Be(1);
    }
}
