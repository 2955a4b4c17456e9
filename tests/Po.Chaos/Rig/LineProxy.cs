using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Po.Chaos;

/// <summary>Stands between processes and the server, and stops to forward: the lines stay up, and nothing arrives, in either direction.</summary>
internal sealed class LineProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Line, byte> _lines = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _accepting;
    private volatile bool _holdsNew;
    private int _listening;

    public LineProxy(string connectionString)
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

    /// <summary>How many connections have begun to listen for notifications.</summary>
    public int Listening => Volatile.Read(ref _listening);

    /// <summary>Forwards nothing more for those who listen now.</summary>
    public void HoldListening()
    {
        foreach (var line in _lines.Keys.Where(line => line.Listens))
        {
            line.Hold();
        }
    }

    /// <summary>Forwards nothing more for anybody, those who connect from now on among them.</summary>
    public void Hold()
    {
        _holdsNew = true;
        foreach (var line in _lines.Keys)
        {
            line.Hold();
        }
    }

    /// <summary>Forwards again, what was sent meanwhile first.</summary>
    public void Release()
    {
        _holdsNew = false;
        foreach (var line in _lines.Keys)
        {
            line.Release();
        }
    }

    /// <summary>Ends every line.</summary>
    public void Cut()
    {
        foreach (var line in _lines.Keys)
        {
            line.Cut();
        }

        Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
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
        var line = new Line(client, server);
        _lines[line] = 0;
        try
        {
            if (_holdsNew)
            {
                line.Hold();
            }

            client.NoDelay = server.NoDelay = true;
            await server.ConnectAsync(_server.Host!, _server.Port, _stopping.Token);
            var requests = CopyAsync(line, client.GetStream(), server.GetStream(), isRequest: true);
            var answers = CopyAsync(line, server.GetStream(), client.GetStream(), isRequest: false);
            await Task.WhenAny(requests, answers);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // One of the two has gone.
        }
        finally
        {
            _lines.TryRemove(line, out _);
            client.Dispose();
        }
    }

    private async Task CopyAsync(Line line, NetworkStream from, NetworkStream to, bool isRequest)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var count = await from.ReadAsync(buffer, _stopping.Token);
            await line.WhenOpenAsync(_stopping.Token);
            if (count == 0)
            {
                return;
            }

            if (isRequest && !line.Listens && buffer.AsSpan(0, count).IndexOf("LISTEN \""u8) >= 0)
            {
                line.Listens = true;
                Interlocked.Increment(ref _listening);
            }

            await to.WriteAsync(buffer.AsMemory(0, count), _stopping.Token);
        }
    }

    private sealed class Line(TcpClient client, TcpClient server)
    {
        private volatile TaskCompletionSource? _held;

        public volatile bool Listens;

        public void Hold() => _held ??= new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release()
        {
            var held = _held;
            _held = null;
            held?.TrySetResult();
        }

        public Task WhenOpenAsync(CancellationToken token) => _held?.Task.WaitAsync(token) ?? Task.CompletedTask;

        public void Cut()
        {
            client.Dispose();
            server.Dispose();
        }
    }
}
