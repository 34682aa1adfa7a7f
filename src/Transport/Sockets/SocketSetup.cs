using System.Net;
using System.Net.Sockets;
using Weft.Serialization;

namespace Weft.Transport;

/// <summary>
/// The settings of every socket. They stay in blocking mode throughout: one asynchronous call would switch a socket
/// over for good, and each blocking call would then cost a turn through the event loop.
/// </summary>
internal static class SocketSetup
{
    /// <summary>A socket before it connects or listens: buffers must be set by then to widen the window.</summary>
    public static Socket Create(IPEndPoint endPoint, TransportOptions options)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            SetBuffers(socket, options);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The settings of a connected socket.</summary>
    public static void Prepare(Socket socket, TransportOptions options)
    {
        SetBuffers(socket, options);
        socket.NoDelay = true;
        socket.ReceiveTimeout = Milliseconds(options.StallTimeout);
        socket.SendTimeout = Milliseconds(options.StallTimeout);
    }

    /// <summary>What a connected socket says of the distance of its peer.</summary>
    public static Proximity ProximityOf(Socket socket) =>
        socket.RemoteEndPoint is IPEndPoint remote && socket.LocalEndPoint is IPEndPoint local &&
        (IPAddress.IsLoopback(remote.Address) || remote.Address.Equals(local.Address))
            ? Proximity.SameHost
            : Proximity.Remote;

    private static void SetBuffers(Socket socket, TransportOptions options)
    {
        socket.SendBufferSize = options.SocketBufferBytes;
        socket.ReceiveBufferSize = options.SocketBufferBytes;
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Min(time.TotalMilliseconds + 1, int.MaxValue);
}
