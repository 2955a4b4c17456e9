using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Po.Postgres.Server;

/// <summary>
/// A private PgBouncer in front of a server, with few connections for each database; stopped and removed when disposed, and when this
/// process dies.
/// </summary>
public sealed class PgBouncer : IAsyncDisposable
{
    // $1 folder, $2 program, then the prefix that drops root's rights. The program tells on standard output how it is doing. Its end, which
    // comes when standard input has ended, is the end of the script.
    private const string Supervisor =
        """
        trap '' HUP INT QUIT TERM
        folder=$1; program=$2; shift 2
        exec 3<&0
        "$@" "$program" "$folder/pgbouncer.ini" 2>&1 3<&- &
        bouncer=$!
        { read -r _ <&3; [ -e "$folder" ] && kill "$bouncer"; } > /dev/null 2>&1 &
        wait "$bouncer"
        rm -rf "$folder"
        """;

    private readonly Process _supervisor;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly TaskCompletionSource<bool> _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _listening;

    private PgBouncer(Process supervisor, int port)
    {
        _supervisor = supervisor;
        Port = port;
        _listening = ListenAsync();
    }

    /// <summary>Where it listens, on the loopback address.</summary>
    public int Port { get; }

    /// <summary>What it has logged.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>Why tests that need PgBouncer and PostgreSQL cannot run here; null if they can.</summary>
    public static async Task<string?> GetReasonToSkipAsync()
    {
        if (await PostgresServer.GetReasonToSkipAsync() is { } reason)
        {
            return reason;
        }

        try
        {
            FindProgram();
            return null;
        }
        catch (PgBouncerNotFoundException e) when (!PostgresServer.IsRequired)
        {
            return e.Message;
        }
    }

    /// <summary>Starts a PgBouncer in front of the server of a database.</summary>
    /// <param name="connectionString">Connects to the server, by TCP.</param>
    /// <param name="poolMode"><c>transaction</c>, <c>session</c> or <c>statement</c>.</param>
    /// <param name="poolSize">How many connections to the server there are for each database.</param>
    /// <exception cref="PgBouncerNotFoundException">It is not installed.</exception>
    public static async Task<PgBouncer> StartAsync(string connectionString, string poolMode = "transaction", int poolSize = 10)
    {
        var program = FindProgram();
        var folder = Directory.CreateTempSubdirectory("po-pgbouncer-").FullName;
        var port = LocalProcess.FreePort();
        var server = new NpgsqlConnectionStringBuilder(connectionString);

        // An empty password would be a syntax error.
        var password = string.IsNullOrEmpty(server.Password) ? "" : $" password={Quote(server.Password)}";

        // In turn, not the last one first: what was left on a connection is soon missed.
        await File.WriteAllTextAsync(Path.Combine(folder, "pgbouncer.ini"), string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host={server.Host} port={server.Port} user={Quote(server.Username ?? "postgres")}{password}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = {poolMode}
            default_pool_size = {poolSize}
            server_round_robin = 1
            server_login_retry = 1
            max_client_conn = 500

            """));
        var supervisor = LocalProcess.StartSupervisor(Supervisor, [folder, program, .. await Unprivileged.OwnAsync(folder)]);
        var bouncer = new PgBouncer(supervisor, port);
        return await bouncer._up.Task
            ? bouncer
            : throw new InvalidOperationException($"PgBouncer did not start: {string.Join('\n', bouncer.Log)}");
    }

    /// <summary>Connects to a database through this PgBouncer.</summary>
    /// <param name="connectionString">Connects to it directly.</param>
    public string Through(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        Host = "127.0.0.1",
        Port = Port,
        Password = null,
    }.ConnectionString;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await LocalProcess.EndAsync(_supervisor, _listening);
    }

    private static string FindProgram() =>
        OperatingSystem.IsWindows()
            ? throw new PgBouncerNotFoundException()
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Append("/usr/sbin")
                .Select(folder => Path.Combine(folder, "pgbouncer"))
                .FirstOrDefault(File.Exists)
                ?? throw new PgBouncerNotFoundException();

    private static string Quote(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private async Task ListenAsync()
    {
        while (await _supervisor.StandardOutput.ReadLineAsync() is { } line)
        {
            _log.Enqueue(line);
            if (line.Contains("process up", StringComparison.Ordinal))
            {
                _up.TrySetResult(true);
            }
        }

        _up.TrySetResult(false);
    }
}
