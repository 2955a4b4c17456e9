using System.CommandLine;

namespace Evolution;

/// <summary>The command line.</summary>
internal static class CommandLine
{
    private static readonly Option<string?> Release = new Option<string?>("--as")
    {
        Description = "Run one release of the application, on a database of your own: it reads, appends and prints. By default all of them, one after the other.",
    }.AcceptOnlyFromAmong([.. Releases.All.Select(release => release.Name)]);

    private static readonly Option<string> Store = new Option<string>("--store")
    {
        Description = "Where to keep the messages.",
        DefaultValueFactory = _ => EvolutionOptions.Sqlite,
    }.AcceptOnlyFromAmong(EvolutionOptions.Sqlite, EvolutionOptions.Postgres);

    private static readonly Option<string?> Database = new("--db")
    {
        Description = "The file of the SQLite store [default: one that is deleted at the end], or the connection string (Host=…) or URL (postgres://…) of an "
            + "empty PostgreSQL database.",
        HelpName = "database",
    };

    public static ParseResult Parse(string[] args, Func<EvolutionOptions, Task<int>> run)
    {
        var command = new RootCommand("Shows the life of messages over three releases of an application.") { Release, Store, Database };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Store) == EvolutionOptions.Postgres && string.IsNullOrEmpty(result.GetValue(Database)))
            {
                result.AddError("--store postgres needs --db with a connection string (Host=…) or a URL (postgres://…).");
            }
            else if (result.GetValue(Release) is not null && string.IsNullOrEmpty(result.GetValue(Database)))
            {
                result.AddError("--as needs --db: the next release is to read what this one stores.");
            }
        });
        command.SetAction((result, _) => run(new EvolutionOptions(
            result.GetRequiredValue(Store), result.GetValue(Database), Releases.Find(result.GetValue(Release)))));
        return command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }
}
