using Po;
using Po.Testing;

namespace Evolution.Tests;

// The card of each release, from the messages of that release and of those before it.
public class MemberCardTests
{
    [Fact]
    public Task The_card_shows_where_a_member_lives_and_what_it_has_at_home() => ProjectionTest
        .For(TestRegistry.Create(new V3.Release().Register), () => new V3.MemberCard())
        .On(Library.Member)
        .Given(new V3.MemberJoined("Ada", "London"), new V3.BookBorrowed(new V3.Book("Faust", "de"), Weeks: 2), new V3.MemberMoved("Surrey"))
        .ThenAsync(card => card.Text.Should().Be("Ada, Surrey; Faust (de, 2 weeks)"));

    [Theory]
    [InlineData("v1", "Ada Lovelace, 12 St James's Square, London; Sketch of the Analytical Engine")]
    [InlineData("v2", "Ada King, 12 St James's Square, London; Sketch of the Analytical Engine (en), Faust (de)")]
    [InlineData(
        "v3",
        "Ada King, 6 Cumberland Place, London; Sketch of the Analytical Engine (en, 4 weeks), Faust (de, 4 weeks), Frankenstein (en, 2 weeks)")]
    public Task The_card_grows_over_the_releases(string name, string text)
    {
        var release = Releases.Find(name)!;
        var stored = Releases.All.TakeWhile(earlier => earlier != release).Append(release).SelectMany(each => Library.StoredBy(each.Name));
        var test = ProjectionTest.For(TestRegistry.Create(release.Register), release.CreateCard).On(Library.Member);

        return stored.Select(line => line.Split(' ', 2)).Aggregate(test, (given, line) => given.GivenStored(line[0], line[1]))
            .ThenAsync(card => card.Text.Should().Be(text));
    }
}
