using Evolution.V3;
using Po;
using Po.Testing;

namespace Evolution.Tests;

// Every shape that was ever stored, as the release of today reads it. A line is added here when a message changes, and none is ever taken away.
public class StoredShapeTests
{
    private static readonly IRegistry Third = TestRegistry.Create(new Release().Register);

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task What_a_release_stores_is_what_was_written_down_when_it_was_new(string release)
    {
        await using var library = new Library();

        await library.As(release).AppendAsync(
            Library.Member, Releases.Find(release)!.Messages, cancellationToken: TestContext.Current.CancellationToken);

        (await library.LinesAsync()).Should().Equal(Library.StoredBy(release));
    }

    [Theory]
    [InlineData("member-registered")]
    [InlineData("member-joined")]
    public Task A_member_joins_under_both_names(string type) => ProjectionTest.For(Third, () => new Seen())
        .GivenStored(type, """{"name":"Ada","address":"London"}""")
        .ThenAsync(seen => seen.Data.Should().Equal(new MemberJoined("Ada", "London")));

    #region versions
    [Theory]
    [InlineData("book-borrowed", """{"title":"Faust"}""", "en", 4)]
    [InlineData("book-borrowed", """{"title":"Faust","language":"de"}""", "de", 4)]
    [InlineData("book-borrowed@2", """{"book":{"title":"Faust","language":"de"},"weeks":2}""", "de", 2)]
    public Task A_book_is_borrowed_in_every_version(string type, string json, string language, int weeks) => ProjectionTest
        .For(Third, () => new Seen())
        .GivenStored(type, json)
        .ThenAsync(seen => seen.Data.Should().Equal(new BookBorrowed(new Book("Faust", language), weeks)));
    #endregion

    [Fact]
    public Task A_form_becomes_one_message_for_each_change() => ProjectionTest.For(Third, () => new Seen())
        .GivenStored("profile-changed", """{"name":"Ada","address":"Surrey"}""")
        .GivenStored("profile-changed", """{"name":"Eve","address":null}""")
        .GivenStored("profile-changed", """{"address":"London"}""")
        .GivenStored("profile-changed", "{}")
        .ThenAsync(seen => seen.Data.Should().Equal(
            new MemberRenamed("Ada"), new MemberMoved("Surrey"), new MemberRenamed("Eve"), new MemberMoved("London")));

    [Fact]
    public Task A_search_says_nothing_any_more() => ProjectionTest.For(Third, () => new Seen())
        .GivenStored("catalogue-searched", """{"words":"engines"}""")
        .ThenAsync(seen => seen.Data.Should().BeEmpty());

    // What a handler is given.
    private sealed class Seen : IHandler
    {
        public List<object> Data { get; } = [];

        public ValueTask HandleAsync(Message message, CancellationToken cancellationToken)
        {
            Data.Add(message.Data);
            return ValueTask.CompletedTask;
        }
    }
}
