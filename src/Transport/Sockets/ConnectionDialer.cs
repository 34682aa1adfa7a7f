using System.Net;
using System.Net.Sockets;

namespace Weft.Transport;

/// <summary>Makes connections to listeners.</summary>
public static class ConnectionDialer
{
    /// <summary>
    /// Connects and shakes hands. The handler is made once the peer is known, before its first message is read.
    /// </summary>
    /// <param name="endPoint">Where a <see cref="ConnectionListener"/> listens.</param>
    /// <param name="options">What this role brings.</param>
    /// <param name="handler">Makes the handler; called once, on the connection's reader thread.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The open connection, which the caller disposes.</returns>
    /// <exception cref="ConnectionClosedException">Nobody listens, or the handshake failed.</exception>
    public static ValueTask<Connection> ConnectAsync(
        IPEndPoint endPoint,
        TransportOptions options,
        Func<Connection, IConnectionHandler> handler,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return ConnectAsync(endPoint.Address.ToString(), endPoint, options, handler, cancellation);
    }

    /// <summary>Connects to one address of a named host, which with TLS must be the certificate's.</summary>
    /// <param name="host">The name under which <paramref name="endPoint"/> was found.</param>
    /// <param name="endPoint">Where a <see cref="ConnectionListener"/> listens.</param>
    /// <param name="options">What this role brings.</param>
    /// <param name="handler">Makes the handler; called once, on the connection's reader thread.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The open connection, which the caller disposes.</returns>
    /// <exception cref="ConnectionClosedException">Nobody listens, or the handshake failed.</exception>
    public static async ValueTask<Connection> ConnectAsync(
        string host,
        IPEndPoint endPoint,
        TransportOptions options,
        Func<Connection, IConnectionHandler> handler,
        CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        cancellation.ThrowIfCancellationRequested();
        var socket = SocketSetup.Create(endPoint, options);
        Connection? connection = null;
        // Also ends a blocking connect.
        await using var giveUp = cancellation.UnsafeRegister(
            static state => ((Socket)state!).Dispose(), socket).ConfigureAwait(false);
        try
        {
            await Task.Factory.StartNew(
                () => socket.Connect(endPoint),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            SocketSetup.Prepare(socket, options);
            connection = new Connection(socket, host, options, handler);
            connection.Start();
            await connection.Greeted.ConfigureAwait(false);
            return connection;
        }
        catch (Exception error)
        {
            socket.Dispose();
            if (connection is not null) await connection.Ended.ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (error is not (SocketException or ObjectDisposedException)) throw;
            throw new ConnectionClosedException($"{endPoint} cannot be reached: {error.Message}", error);
        }
    }
}
