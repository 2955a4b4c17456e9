using Evolution.V3;

namespace Evolution.Tests;

// Every shape that was ever stored, as the release of today reads it. A line is added here when a message changes, and none is ever taken away.
public class StoredShapeTests
{
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
    [InlineData("""member-registered {"name":"Ada","address":"London"}""")]
    [InlineData("""member-joined {"name":"Ada","address":"London"}""")]
    public Task A_member_joins_under_both_names(string stored) => ReadsAsync(stored, new MemberJoined("Ada", "London"));

    [Theory]
    [InlineData("""book-borrowed {"title":"Faust"}""", "en", 4)]
    [InlineData("""book-borrowed {"title":"Faust","language":"de"}""", "de", 4)]
    [InlineData("""book-borrowed@2 {"book":{"title":"Faust","language":"de"},"weeks":2}""", "de", 2)]
    public Task A_book_is_borrowed_in_every_version(string stored, string language, int weeks) =>
        ReadsAsync(stored, new BookBorrowed(new Book("Faust", language), weeks));

    [Fact]
    public async Task A_form_becomes_one_message_for_each_change()
    {
        await ReadsAsync("""profile-changed {"name":"Ada","address":"Surrey"}""", new MemberRenamed("Ada"), new MemberMoved("Surrey"));
        await ReadsAsync("""profile-changed {"name":"Ada","address":null}""", new MemberRenamed("Ada"));
        await ReadsAsync("""profile-changed {"address":"Surrey"}""", new MemberMoved("Surrey"));
        await ReadsAsync("profile-changed {}");
    }

    [Fact]
    public Task A_search_says_nothing_any_more() => ReadsAsync("""catalogue-searched {"words":"engines"}""");

    private static async Task ReadsAsync(string stored, params object[] messages)
    {
        await using var library = new Library();
        await library.StoreAsync(stored);

        (await library.ReadAsAsync("v3")).Should().Equal(messages);
    }
}
