using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Po.Postgres.Server;

namespace Po.Benchmarks;

// Emmett in a Node process of its own that stays for all rounds, with a connection for each caller.
internal sealed class EmmettAppend : ISide
{
    private const string Package = "@event-driven-io/emmett-postgresql";
    private const string Version = "0.42.0";

    private readonly PostgresDatabase _database;
    private readonly NpmPackage _package;
    private readonly NpgsqlDataSource _dataSource;
    private readonly StoredRows _stored;
    private readonly Process _node;
    private readonly int _callers;

    private EmmettAppend(PostgresDatabase database, NpmPackage package, Process node, int callers)
    {
        _database = database;
        _package = package;
        _node = node;
        _callers = callers;
        _dataSource = PostgresBench.Open(database.ConnectionString);
        _stored = new StoredRows(_dataSource, "emt_messages", "global_position");
    }

    public static async Task<ISide> CreateAsync(int callers)
    {
        var package = await NpmPackage.InstallAsync(Package, Version);
        var script = Path.Combine(package.Folder, "emmett.mjs");
        await using (var source = typeof(EmmettAppend).Assembly.GetManifestResourceStream("emmett.mjs")!)
        await using (var target = File.Create(script))
        {
            await source.CopyToAsync(target);
        }

        var database = await PostgresBench.CreateDatabaseAsync();
        var side = new EmmettAppend(database, package, Start(script, database.ConnectionString, callers), callers);
        try
        {
            await side.ReadAsync(CancellationToken.None);
            return side;
        }
        catch
        {
            await side.DisposeAsync();
            throw;
        }
    }

    public async Task<Measurement> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        await _stored.BeginAsync(cancellationToken);
        var round = new EmmettRound(_callers, plan.Time.TotalSeconds, Guid.NewGuid().ToString("N")[..8]);
        await _node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(round, EmmettJson.Default.EmmettRound));
        await _node.StandardInput.FlushAsync(cancellationToken);
        var result = await ReadAsync(cancellationToken);
        await _stored.ExpectAsync(result.Appends, cancellationToken);
        return new Measurement(result.Appends / result.Seconds, result.P50, result.P99, 0);
    }

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        await Patience.WaitForAsync("the Node process to end", _node.WaitForExitAsync());
        _node.Dispose();
        _package.Dispose();
        await _dataSource.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static Process Start(string script, string connectionString, int callers)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        var url = $"postgresql://{parts.Username}@{parts.Host}:{parts.Port}/{parts.Database}";
        var start = new ProcessStartInfo("node", [script, url, $"{callers}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new SideNotAvailableException("node is not installed", e);
        }
    }

    private async Task<EmmettResult> ReadAsync(CancellationToken cancellationToken)
    {
        var reading = _node.StandardOutput.ReadLineAsync(cancellationToken).AsTask();
        var line = await Patience.WaitForAsync("an answer of the Node process", reading, cancellationToken);
        return line is null
            ? throw new InvalidOperationException("The Node process with Emmett has ended; what it said is above.")
            : JsonSerializer.Deserialize(line, EmmettJson.Default.EmmettResult)!;
    }
}
