namespace Po.Tests;

public sealed class PageFilterTests
{
    [Theory]
    [InlineData("placed", true)]
    [InlineData("placed@2", false)]
    [InlineData("paid", false)]
    [InlineData("paid@2", true)]
    [InlineData("paid@3", false)]
    [InlineData("sent", false)]
    [InlineData("sent@1", true)]
    [InlineData("sent@12", true)]
    [InlineData("sent@", true)]
    [InlineData("resent@1", false)]
    [InlineData("sent@1@2", true)]
    [InlineData("PLACED", false)]
    [InlineData("", false)]
    public void A_type_is_included_by_its_name_its_version_or_any_version(string type, bool isIncluded)
    {
        var page = new PageRequest { From = 1, Types = ["placed", "paid@2", "sent@"] };

        page.IncludesType(type).Should().Be(isIncluded);
        new PageRequest { From = 1 }.IncludesType(type).Should().BeTrue("nothing is chosen");
    }

    [Fact]
    public void A_filter_that_cannot_match_is_refused()
    {
        var noType = () => new PageRequest { From = 1, Types = [] }.CheckFilter(StreamId.All);
        var noGroup = () => new PageRequest { From = 1, Groups = [] }.CheckFilter(StreamId.All);
        var groups = () => new PageRequest { From = 1, Groups = ["a"] }.CheckFilter(new StreamId("a"));

        noType.Should().Throw<ArgumentException>();
        noGroup.Should().Throw<ArgumentException>();
        groups.Should().Throw<ArgumentException>().WithMessage("*'a'*");
        new PageRequest { From = 1, Groups = ["a"], Types = ["b"] }.CheckFilter(StreamId.All);
        new PageRequest { From = 1, Types = ["b"] }.CheckFilter(new StreamId("a"));
        new PageRequest { From = 1 }.CheckFilter(new StreamId("a"));
    }

    [Fact]
    public void A_read_by_numbers_takes_no_filter()
    {
        foreach (var page in new PageRequest[] { new() { From = 1, Types = ["b"] }, new() { From = 1, Groups = ["a"] } })
        {
            page.Invoking(request => request.RefuseFilter()).Should().Throw<ArgumentException>();
        }

        new PageRequest { From = 1 }.RefuseFilter();
    }
}
