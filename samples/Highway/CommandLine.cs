using System.CommandLine;
using System.CommandLine.Parsing;

namespace Highway;

/// <summary>The command line.</summary>
internal static class CommandLine
{
    /// <summary>Where a worker process finds its database: a command line can be read by every user of the machine.</summary>
    public const string DatabaseVariable = "HIGHWAY_DATABASE";

    private static readonly Option<string> Store = new Option<string>("--store")
    {
        Description = "Where everything is kept: in a PostgreSQL database, or in an SQLite file for one machine.",
        DefaultValueFactory = _ => HighwayStores.Postgres,
    }.AcceptOnlyFromAmong(HighwayStores.Postgres, HighwayStores.Sqlite);

    private static readonly Option<string?> Database = new("--db")
    {
        Description = "The connection string (Host=…) or URL (postgres://…) of the PostgreSQL database, or the file of the SQLite store.",
        HelpName = "database",
    };

    private static readonly Option<int> Workers = Number("--workers", "How many worker processes are started at the beginning.", 3, 1, 32);

    private static readonly Option<int> Cars = Number("--cars", "How many cars drive on the highway.", 1_000, 1, 1_000_000);

    private static readonly Option<int> Rate = Number("--rate", "How many messages a second the cars make.", 50, 1, 10_000);

    private static readonly Option<int?> Seconds = AtLeastOne("--seconds", "After this many seconds no further car drives onto the highway.");

    private static readonly Option<int> Seed = Number("--seed", "What the traffic is drawn from.", 1, int.MinValue, int.MaxValue);

    private static readonly Option<int> Work = Number("--work", "How many milliseconds a handler takes for a message.", 2, 0, 1_000);

    private static readonly Option<bool> NoInput = new("--no-input") { Description = "Run to the end without keys." };

    private static readonly Option<int> Kill = Number("--kill", "How many workers are killed on the way, each replaced by a new one.", 0, 0, 100);

    private static readonly Option<int> Freeze = Number("--freeze", "How many workers are frozen on the way, and thawed when others have taken over.", 0, 0, 100);

    private static readonly Option<int> Poison = Number("--poison", "How many cars without a tariff drive on the way; then the tariff is mended and the parked messages are replayed.", 0, 0, 100);

    private static readonly Option<bool> Careless = new("--careless")
    {
        Description = "Write the tolls beside the transaction instead of through it, to see what the proof makes of that.",
    };

    public static ParseResult Parse(
        string[] args, Func<HighwayOptions, Task<int>> watch, Func<WorkerOptions, Task<int>> work)
    {
        var worker = new Command(WorkerProcess.Verb, "Runs the subscribers until its standard input is closed.") { Store, Work, Careless };
        worker.Hidden = true;
        worker.SetAction((result, _) => work(Worker(result, Environment.GetEnvironmentVariable(DatabaseVariable) ?? "")));

        var command = new RootCommand("Cars on a highway, counted by the subscribers of several processes while you kill and freeze them.")
        {
            Store, Database, Workers, Cars, Rate, Seconds, Seed, Work, NoInput, Kill, Freeze, Poison, Careless, worker,
        };
        command.Validators.Add(Validate);
        command.SetAction((result, _) => watch(new HighwayOptions
        {
            Worker = Worker(result, result.GetValue(Database)!),
            Workers = result.GetValue(Workers),
            Cars = result.GetValue(Cars),
            Rate = result.GetValue(Rate),
            Seconds = result.GetValue(Seconds),
            Seed = result.GetValue(Seed),
            NoInput = result.GetValue(NoInput) || Console.IsInputRedirected,
            Kills = result.GetValue(Kill),
            Freezes = result.GetValue(Freeze),
            Poisons = result.GetValue(Poison),
        }));
        return command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    private static WorkerOptions Worker(ParseResult result, string database) => new()
    {
        Store = result.GetRequiredValue(Store),
        Database = database,
        Work = TimeSpan.FromMilliseconds(result.GetValue(Work)),
        Careless = result.GetValue(Careless),
    };

    private static void Validate(CommandResult result)
    {
        if (string.IsNullOrWhiteSpace(result.GetValue(Database)))
        {
            result.AddError(result.GetValue(Store) == HighwayStores.Sqlite
                ? "--store sqlite needs --db with a file."
                : "The highway needs a PostgreSQL database: --db with a connection string (Host=…) or a URL (postgres://…). "
                    + "With --store sqlite a file is enough.");
        }

        if (result.GetValue(Freeze) > 0 && OperatingSystem.IsWindows())
        {
            result.AddError("--freeze needs Linux or macOS.");
        }
    }

    private static Option<int> Number(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "number" };
        option.Validators.Add(result => Limit(result, name, least, most));
        return option;
    }

    private static Option<int?> AtLeastOne(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "number" };
        option.Validators.Add(result => Limit(result, name, 1, int.MaxValue));
        return option;
    }

    private static void Limit(OptionResult result, string name, int least, int most)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, out var number) && (number < least || number > most))
        {
            result.AddError($"{name} goes from {least} to {most}.");
        }
    }
}
