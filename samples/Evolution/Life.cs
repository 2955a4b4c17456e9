using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Po;
using Po.Hosting;

namespace Evolution;

/// <summary>The life of a database under one release after the other.</summary>
internal static class Life
{
    private static readonly StreamId Member = new("member", "1");

    /// <summary>Lets every release read and append, then the first one once more, which refuses.</summary>
    public static async Task RunAsync(EvolutionOptions options, TextWriter output)
    {
        var folder = options.Database is null ? Directory.CreateTempSubdirectory("po-evolution-") : null;
        var database = options.Database ?? Path.Combine(folder!.FullName, "library.db");
        try
        {
            foreach (var release in Releases.All)
            {
                await RunAsync(options with { Database = database }, release, output);
            }

            await output.WriteLineAsync($"Release {Releases.All[0].Name} again, after a downgrade:");
            await ReadAgainAsync(options with { Database = database }, Releases.All[0], output);
        }
        finally
        {
            folder?.Delete(recursive: true);
        }
    }

    /// <summary>Reads what is stored, appends what this release has to say, and prints the member's card.</summary>
    /// <exception cref="MessageVersionException">A newer release has stored messages that this one does not know.</exception>
    public static async Task RunAsync(EvolutionOptions options, IRelease release, TextWriter output)
    {
        await using var po = Create(options, release);
        await output.WriteLineAsync($"Release {release.Name} finds:");
        await PrintAsync(po, output);
        await po.AppendAsync(Member, release.Messages);
        var card = await po.ProjectAsync(Member, release.CreateCard());
        await output.WriteLineAsync($"It appends {release.Messages.Count} messages. The card: {card.Text}");
        await output.WriteLineAsync();
    }

    /// <summary>The application of a release.</summary>
    public static PoApplication Create(EvolutionOptions options, IRelease release) => PoApplication.Create(po =>
    {
        if (options.Store == EvolutionOptions.Postgres)
        {
            po.UsePostgres(options.Database!);
        }
        else
        {
            // Without a pool the file can be deleted as soon as the application has ended.
            po.UseSqlite(new SqliteConnectionStringBuilder { DataSource = options.Database, Pooling = false }.ToString());
        }

        release.Register(po);
    });

    private static async Task ReadAgainAsync(EvolutionOptions options, IRelease release, TextWriter output)
    {
        await using var po = Create(options, release);
        try
        {
            await PrintAsync(po, output);
            throw new InvalidOperationException($"Release {release.Name} has read what it cannot know.");
        }
        catch (MessageVersionException e)
        {
            await output.WriteLineAsync($"  refused: {e.Message}");
        }
    }

    private static async Task PrintAsync(PoApplication po, TextWriter output)
    {
        await foreach (var message in po.ReadAsync(Member))
        {
            var part = message.PartCount > 1 ? $" ({message.Part} of {message.PartCount})" : "";
            await output.WriteLineAsync($"  {message.Number}{part} {message.Type}: {message.Data}");
        }
    }
}
