using System.CommandLine;

namespace GitHistory;

/// <summary>The command line.</summary>
internal static class CommandLine
{
    private static readonly Argument<string> Repository = new("repository")
    {
        Description = "A folder in a Git repository.",
        DefaultValueFactory = _ => ".",
    };

    private static readonly Option<string> Store = new Option<string>("--store")
    {
        Description = "Where to keep the messages: in a file or a PostgreSQL database that the next run continues, or nowhere.",
        DefaultValueFactory = _ => HistoryStores.Sqlite,
    }.AcceptOnlyFromAmong(HistoryStores.Sqlite, HistoryStores.Postgres, HistoryStores.Memory);

    private static readonly Option<string?> Database = new("--db")
    {
        Description = "The file of the SQLite store [default: one in the user's cache folder, named after the repository], or the connection "
            + "string (Host=…) or URL (postgres://…) of the PostgreSQL database.",
        HelpName = "database",
    };

    private static readonly Option<bool> Plain = new("--plain")
    {
        Description = "Print only the contributors, as `git shortlog -sne HEAD` does.",
    };

    public static ParseResult Parse(string[] args, Func<HistoryOptions, Task<int>> run)
    {
        var command = new RootCommand(
            "Reads the history of a Git repository into message streams and projects it into read models.")
        {
            Repository, Store, Database, Plain,
        };
        command.Validators.Add(result =>
        {
            switch (result.GetValue(Store), result.GetValue(Database))
            {
                case (HistoryStores.Memory, not null):
                    result.AddError("--db needs --store sqlite or --store postgres.");
                    break;
                case (HistoryStores.Postgres, null or ""):
                    result.AddError("--store postgres needs --db with a connection string (Host=…) or a URL (postgres://…).");
                    break;
                case (_, ""):
                    result.AddError("--db needs a file.");
                    break;
            }
        });
        command.SetAction((result, _) => run(new HistoryOptions(
            result.GetRequiredValue(Repository),
            result.GetRequiredValue(Store),
            result.GetValue(Database),
            result.GetValue(Plain))));
        // A folder may be called "@work": no argument is a file of further arguments.
        return command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }
}
