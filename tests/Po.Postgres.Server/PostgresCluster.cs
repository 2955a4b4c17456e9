using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;

namespace Po.Postgres.Server;

/// <summary>A private PostgreSQL server in a temporary folder; stopped and removed when disposed, and when this process dies.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    // The supervisor waits for its standard input to end, which it does when this process closes it or dies in any way; then it
    // stops the server and removes everything. $1 folder, $2 programs, $3 data of a stopped primary to copy or nothing, then the prefix that
    // drops root's rights.
    private const string Supervisor =
        """
        trap '' HUP INT QUIT TERM
        folder=$1; programs=$2; primary=$3; shift 3
        if [ -z "$primary" ]; then
            "$@" "$programs/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --no-locale --no-sync > "$folder/initdb.log" 2>&1 || exit 1
        else
            "$@" cp -a "$primary" "$folder/data" > "$folder/initdb.log" 2>&1 || exit 1
            "$@" touch "$folder/data/standby.signal" || exit 1
        fi
        cat "$folder/po.conf" >> "$folder/data/postgresql.conf"
        "$@" "$programs/pg_ctl" -D "$folder/data" -s -w -t 60 -l "$folder/server.log" start > "$folder/start.log" 2>&1 || exit 2
        echo ready
        read -r _
        "$@" "$programs/pg_ctl" -D "$folder/data" -s -w -t 30 -m fast stop > /dev/null 2>&1 \
            || "$@" "$programs/pg_ctl" -D "$folder/data" -s -w -t 30 -m immediate stop > /dev/null 2>&1
        rm -rf "$folder"
        """;

    private readonly int _port;
    private readonly string _folder;
    private readonly string _programs;
    private readonly string[] _asUser;
    private readonly Process _supervisor;

    private PostgresCluster(string folder, string programs, string[] asUser, int port, Process supervisor)
    {
        _port = port;
        _folder = folder;
        _programs = programs;
        _asUser = asUser;
        _supervisor = supervisor;
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = "postgres",
            Database = "postgres",
            MaxPoolSize = 50,
        }.ConnectionString;
    }

    /// <summary>Connects as superuser to the database <c>postgres</c>.</summary>
    public string ConnectionString { get; }

    /// <summary>Whether the programs of a cluster are installed.</summary>
    public static bool IsInstalled => !OperatingSystem.IsWindows() && PostgresBinaries.Find() is not null;

    /// <summary>Starts a cluster of locally installed programs.</summary>
    /// <param name="settings">Further lines of <c>postgresql.conf</c>.</param>
    /// <returns>The running cluster, or null if no such programs are installed.</returns>
    public static async Task<PostgresCluster?> StartAsync(IEnumerable<string>? settings = null) =>
        !OperatingSystem.IsWindows() && PostgresBinaries.Find() is { } programs
            ? await StartAsync(programs, primaryData: "", settings ?? [])
            : null;

    /// <summary>Starts a standby that follows this cluster, which is stopped for a moment to be copied.</summary>
    /// <remarks>Without pg_basebackup, which not every package of the server has.</remarks>
    public async Task<PostgresCluster> StartStandbyAsync()
    {
        await StopAsync("fast");
        try
        {
            return await StartAsync(
                _programs,
                Path.Combine(_folder, "data"),
                [
                    string.Create(CultureInfo.InvariantCulture, $"primary_conninfo = 'host=127.0.0.1 port={_port} user=postgres'"),
                    "wal_retrieve_retry_interval = '100ms'",
                ]);
        }
        finally
        {
            await ResumeAsync();
        }
    }

    /// <summary>Makes a standby the primary.</summary>
    public Task PromoteAsync() => ControlAsync("promote");

    private static async Task<PostgresCluster> StartAsync(string programs, string primaryData, IEnumerable<string> settings)
    {
        var folder = Directory.CreateTempSubdirectory("po-postgres-").FullName;
        var port = LocalProcess.FreePort();
        await File.WriteAllLinesAsync(
            Path.Combine(folder, "po.conf"),
            [
                string.Create(CultureInfo.InvariantCulture, $"port = {port}"),
                "listen_addresses = '127.0.0.1'",
                $"unix_socket_directories = '{folder}'",
                "fsync = on",
                "synchronous_commit = on",
                "max_connections = 200",
                "max_prepared_transactions = 20",
                "timezone = 'UTC'",
                .. settings,
            ]);

        var asUser = await Unprivileged.OwnAsync(folder);
        var supervisor = LocalProcess.StartSupervisor(Supervisor, [folder, programs, primaryData, .. asUser]);
        if (await supervisor.StandardOutput.ReadLineAsync() != "ready")
        {
            throw new InvalidOperationException($"PostgreSQL did not start: {Logs(folder)}");
        }

        return new PostgresCluster(folder, programs, asUser, port, supervisor);
    }

    /// <summary>Stops the server and starts it again.</summary>
    /// <param name="mode"><c>smart</c>, <c>fast</c>, or <c>immediate</c> for a crash.</param>
    public async Task RestartAsync(string mode = "immediate")
    {
        await StopAsync(mode);
        await ResumeAsync();
    }

    /// <summary>Stops the server; its data stays.</summary>
    /// <param name="mode"><c>smart</c>, <c>fast</c>, or <c>immediate</c> for a crash.</param>
    public Task StopAsync(string mode = "immediate") => ControlAsync("-m", mode, "stop");

    /// <summary>Starts a stopped server.</summary>
    public Task ResumeAsync() => ControlAsync("-l", Path.Combine(_folder, "server.log"), "start");

    /// <summary>What the server has logged.</summary>
    public Task<string> ReadLogAsync() => File.ReadAllTextAsync(Path.Combine(_folder, "server.log"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await LocalProcess.EndAsync(_supervisor);

    private Task ControlAsync(params string[] arguments)
    {
        string[] command =
            [.. _asUser, Path.Combine(_programs, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-s", "-w", "-t", "60", .. arguments];
        return LocalProcess.RunAsync(command[0], command[1..]);
    }

    private static string Logs(string folder)
    {
        var text = new StringBuilder();
        foreach (var file in new[] { "initdb.log", "start.log", "server.log" })
        {
            var path = Path.Combine(folder, file);
            text.AppendLine(File.Exists(path) ? File.ReadAllText(path) : $"({file} was not written)");
        }

        return text.ToString();
    }
}
