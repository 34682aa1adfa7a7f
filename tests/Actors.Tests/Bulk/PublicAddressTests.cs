using System.Net;
using System.Net.Sockets;

namespace Weft.Actors.Tests;

/// <summary>Nodes whose data connections are reached by another address than the one where they are accepted.</summary>
public sealed class PublicAddressTests
{
    [Fact]
    public async Task Peers_connect_to_the_public_host_and_port()
    {
        using var relay = new TcpListener(IPAddress.Loopback, 0);
        relay.Start();
        var publicPort = ((IPEndPoint)relay.LocalEndpoint).Port;
        await using var systems = new TwoSystems(
            there: $"weft.bulk {{ public-hostname = localhost, public-port = {publicPort} }}");
        var there = await Collector.StartAsync(systems.There, systems.Here, "there");
        var bulk = WeftExtension.Of(systems.There).Bulk;
        Assert.Equal(("localhost", publicPort), (bulk.Host, bulk.Port));
        Assert.NotEqual(publicPort, bulk.AcceptingPort);
        var relayed = RelayAsync(relay, bulk.AcceptingPort);

        var sent = Enumerable.Range(0, 250_000).ToArray();
        await there.Seen.TellData(sent, null).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(sent, await there.NextAsync());
        await systems.DisposeAsync();
        Assert.InRange(await relayed.WaitAsync(TimeSpan.FromSeconds(30)), 1_000_000, long.MaxValue);
    }

    // One connection, forth and back, until either end closes it; the bytes that came in by it.
    private static async Task<long> RelayAsync(TcpListener relay, int port)
    {
        using var from = await relay.AcceptTcpClientAsync();
        using var to = new TcpClient();
        await to.ConnectAsync(IPAddress.Loopback, port);
        var forth = CopyAsync(from.GetStream(), to.GetStream());
        var back = CopyAsync(to.GetStream(), from.GetStream());
        await Task.WhenAny(forth, back);
        from.Close();
        to.Close();
        await back;
        return await forth;
    }

    private static async Task<long> CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[1 << 16];
        long bytes = 0;
        try
        {
            while (await from.ReadAsync(buffer) is > 0 and var read)
            {
                await to.WriteAsync(buffer.AsMemory(0, read));
                bytes += read;
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            return bytes;
        }

        return bytes;
    }
}
