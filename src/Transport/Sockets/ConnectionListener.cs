using System.Net;
using System.Net.Sockets;

namespace Weft.Transport;

/// <summary>
/// Accepts connections on one address, with a thread of its own. The connections it accepted belong to it: they are
/// closed with it.
/// </summary>
public sealed class ConnectionListener : IAsyncDisposable
{
    // Strangers hold two threads each until their handshake times out.
    private const int HandshakesMax = 128;

    private readonly Lock _gate = new();
    private readonly HashSet<Connection> _connections = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Socket _socket;
    private readonly TransportOptions _options;
    private readonly Func<Connection, IConnectionHandler> _accept;
    private readonly Action<EndPoint?, string>? _refused;
    private int _handshakes;
    private bool _closed;

    private ConnectionListener(
        Socket socket,
        TransportOptions options,
        Func<Connection, IConnectionHandler> accept,
        Action<EndPoint?, string>? refused)
    {
        (_socket, _options, _accept, _refused) = (socket, options, accept, refused);
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>The address, with the port that the system chose where 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>The connections that are open or shake hands.</summary>
    public int ConnectionCount
    {
        get
        {
            lock (_gate) return _connections.Count;
        }
    }

    /// <summary>Listens and begins to accept.</summary>
    /// <param name="endPoint">Where; port 0 lets the system choose.</param>
    /// <param name="options">What this role brings.</param>
    /// <param name="accept">
    /// Makes a handler for each peer that has shaken hands; called on the connection's reader thread.
    /// </param>
    /// <param name="refused">
    /// Told of each connection that ended within its handshake, with the reason; on any thread. Null: nobody is told.
    /// </param>
    /// <exception cref="SocketException">The address is not free.</exception>
    public static ConnectionListener Start(
        IPEndPoint endPoint,
        TransportOptions options,
        Func<Connection, IConnectionHandler> accept,
        Action<EndPoint?, string>? refused = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(accept);
        var socket = SocketSetup.Create(endPoint, options);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(HandshakesMax);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        var listener = new ConnectionListener(socket, options, accept, refused);
        new Thread(listener.AcceptLoop, 256 * 1024) { IsBackground = true, Name = "weft-accept" }.Start();
        return listener;
    }

    /// <summary>Stops to listen, closes every connection it accepted, and waits for all of them.</summary>
    public async ValueTask DisposeAsync()
    {
        Connection[] connections;
        lock (_gate)
        {
            _closed = true;
            connections = [.. _connections];
        }
        _socket.Dispose();
        await _ended.Task.ConfigureAwait(false);
        await Task.WhenAll(connections.Select(connection => connection.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private void AcceptLoop()
    {
        while (!Volatile.Read(ref _closed))
        {
            try
            {
                Begin(_socket.Accept());
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // A caller that left before it was accepted, too few handles for now, or the end of listening.
                if (!Volatile.Read(ref _closed)) Thread.Sleep(10);
            }
        }
        _ended.TrySetResult();
    }

    private void Begin(Socket socket)
    {
        EndPoint? remote;
        Connection connection;
        try
        {
            remote = socket.RemoteEndPoint;
            SocketSetup.Prepare(socket, _options);
            connection = new Connection(socket, host: null, _options, _accept);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        lock (_gate)
        {
            if (_closed || _handshakes >= HandshakesMax)
            {
                socket.Dispose();
                return;
            }
            _connections.Add(connection);
            _handshakes++;
        }
        connection.Start();
        _ = WatchAsync(connection, remote);
    }

    private async Task WatchAsync(Connection connection, EndPoint? remote)
    {
        try
        {
            await connection.Greeted.ConfigureAwait(false);
            lock (_gate) _handshakes--;
        }
        catch (ConnectionClosedException error)
        {
            lock (_gate) _handshakes--;
            _refused?.Invoke(remote, error.Message);
        }
        finally
        {
            await connection.Ended.ConfigureAwait(false);
            lock (_gate) _connections.Remove(connection);
        }
    }
}
