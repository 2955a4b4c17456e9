using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Po.Postgres.Server;

/// <summary>Stands between a client and the server, and takes the line away at a chosen moment.</summary>
public sealed class PostgresProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _accepting;
    private Func<ReadOnlyMemory<byte>, bool>? _losesAnswerTo;
    private Func<ReadOnlyMemory<byte>, bool>? _breaksAfter;
    private int _lost;

    /// <summary>Starts to listen.</summary>
    /// <param name="connectionString">The server, by TCP.</param>
    public PostgresProxy(string connectionString)
    {
        _server = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        }.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>Connects to the server through this proxy.</summary>
    public string ConnectionString { get; }

    /// <summary>How many answers have been lost.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>
    /// Loses the answer to the next request that fits: the server does what it was asked, the client sees a broken line. Only once.
    /// </summary>
    /// <param name="request">Whether bytes sent by the client are the request.</param>
    public void LoseAnswerTo(Func<ReadOnlyMemory<byte>, bool> request) => Volatile.Write(ref _losesAnswerTo, request);

    /// <summary>Takes the line away as soon as the next request that fits has been passed on, while the server is still at it. Only once.</summary>
    /// <param name="request">Whether bytes sent by the client are the request.</param>
    public void BreakAfter(Func<ReadOnlyMemory<byte>, bool> request) => Volatile.Write(ref _breaksAfter, request);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        var line = new Line();
        try
        {
            client.NoDelay = server.NoDelay = true;
            await server.ConnectAsync(_server.Host!, _server.Port, _stopping.Token);
            var requests = CopyAsync(client.GetStream(), server.GetStream(), bytes => Request(line, bytes), Ends);
            var answers = CopyAsync(server.GetStream(), client.GetStream(), _ => Answer(line), _ => false);
            await Task.WhenAny(requests, answers);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // One of the two has gone.
        }
        finally
        {
            client.Dispose();
        }
    }

    private bool Request(Line line, ReadOnlyMemory<byte> bytes)
    {
        if (_losesAnswerTo is { } fits && fits(bytes) && Interlocked.CompareExchange(ref _losesAnswerTo, null, fits) == fits)
        {
            line.LosesAnswer = true;
        }

        return true;
    }

    private bool Ends(ReadOnlyMemory<byte> bytes)
    {
        if (_breaksAfter is not { } fits || !fits(bytes) || Interlocked.CompareExchange(ref _breaksAfter, null, fits) != fits)
        {
            return false;
        }

        Interlocked.Increment(ref _lost);
        return true;
    }

    // The first bytes of an answer that is to be lost end the connection.
    private bool Answer(Line line)
    {
        if (line.LosesAnswer)
        {
            Interlocked.Increment(ref _lost);
        }

        return !line.LosesAnswer;
    }

    private async Task CopyAsync(
        NetworkStream from, NetworkStream to, Func<ReadOnlyMemory<byte>, bool> passes, Func<ReadOnlyMemory<byte>, bool> ends)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _stopping.Token) is > 0 and var count && passes(buffer.AsMemory(0, count)))
        {
            await to.WriteAsync(buffer.AsMemory(0, count), _stopping.Token);
            if (ends(buffer.AsMemory(0, count)))
            {
                return;
            }
        }
    }

    private sealed class Line
    {
        public volatile bool LosesAnswer;
    }
}
