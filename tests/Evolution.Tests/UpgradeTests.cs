using Evolution.V3;
using Po;

namespace Evolution.Tests;

public class UpgradeTests
{
    private static readonly object[] AllOfVersion1 =
    [
        new MemberJoined("Ada Byron", "13 Piccadilly, London"),
        new BookBorrowed(new Book("Sketch of the Analytical Engine", "en"), 4),
        new MemberRenamed("Ada Lovelace"),
        new MemberMoved("Ockham Park, Surrey"),
        new MemberMoved("12 St James's Square, London"),
    ];

    [Fact]
    public async Task A_database_of_release_1_is_read_by_release_3()
    {
        await using var library = new Library();
        await library.StoreAsync(Library.StoredBy("v1"));

        (await library.ReadAsAsync("v3")).Should().Equal(AllOfVersion1);
    }

    [Fact]
    public async Task A_file_that_release_1_has_written_is_read_by_release_3()
    {
        var folder = Directory.CreateTempSubdirectory("po-evolution-");
        try
        {
            var options = new EvolutionOptions(EvolutionOptions.Sqlite, Path.Combine(folder.FullName, "library.db"), null);
            await Life.RunAsync(options, Releases.Find("v1")!, TextWriter.Null);

            await using var third = Life.Create(options, Releases.Find("v3")!);
            var read = await third.ReadAsync(Library.Member, cancellationToken: TestContext.Current.CancellationToken)
                .Select(message => message.Data).ToListAsync(TestContext.Current.CancellationToken);

            read.Should().Equal(AllOfVersion1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task A_downgrade_is_refused_with_what_to_deploy(string release)
    {
        await using var library = new Library();
        await library.StoreAsync(Library.StoredBy("v1"));
        await library.StoreAsync(Library.StoredBy("v2"));
        await library.StoreAsync(Library.StoredBy("v3"));

        var read = () => library.ReadAsAsync(release);

        var error = (await read.Should().ThrowAsync<MessageVersionException>()).Which;
        error.Should().BeEquivalentTo(new { TypeName = "book-borrowed", StoredVersion = 2, KnownVersion = 1 });
        error.Message.Should().Contain("Deploy a release that registers version 2 or newer");
    }

    [Fact]
    public async Task A_downgrade_appends_nothing_by_a_card_that_it_cannot_read()
    {
        await using var library = new Library();
        await library.StoreAsync(Library.StoredBy("v3"));
        var stream = library.As("v1").Stream(Library.Member);

        var project = () => stream.ProjectAsync(new V1.MemberCard(), TestContext.Current.CancellationToken).AsTask();

        await project.Should().ThrowAsync<MessageVersionException>();
        (await library.LinesAsync()).Should().Equal(Library.StoredBy("v3"));
    }

    [Fact]
    public async Task The_demonstration_shows_every_release_and_the_refusal()
    {
        using var output = new StringWriter { NewLine = "\n" };

        await Life.RunAsync(new EvolutionOptions(EvolutionOptions.Sqlite, null, null), output);

        output.ToString().Should()
            .Contain("Release v3 finds:\n  1 member-joined: MemberJoined { Name = Ada Byron, Address = 13 Piccadilly, London }\n  3 book-borrowed: ")
            .And.Contain("\n  4 (1 of 2) member-renamed: MemberRenamed { Name = Ada Lovelace }\n  4 (2 of 2) member-moved: ")
            .And.Contain("Release v1 again, after a downgrade:")
            .And.EndWith("this one cannot go on with these messages.\n");
    }
}
