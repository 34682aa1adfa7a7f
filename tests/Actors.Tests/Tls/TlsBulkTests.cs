using Akka.Actor;

namespace Weft.Actors.Tests;

/// <summary>Data messages between two systems of which both have TLS, or one, or one of another authority.</summary>
public sealed class TlsBulkTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TlsNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task Values_small_and_large_arrive_by_mutual_TLS_in_both_directions()
    {
        using var here = TlsNode.Start("here", _node.Config);
        using var there = TlsNode.Start("there", _node.Config);
        var ends = new[]
        {
            await Collector.StartAsync(there, here, "there"), await Collector.StartAsync(here, there, "here"),
        };
        foreach (var end in ends)
        {
            foreach (var length in new[] { 10, 100_000, 20_000_000 })
            {
                var bytes = new byte[length];
                new Random(length).NextBytes(bytes);
                await end.Seen.TellData(bytes, null).WaitAsync(Patience);
                var arrived = Assert.IsType<byte[]>(await end.NextAsync());
                Assert.True(bytes.AsSpan().SequenceEqual(arrived), $"{length} bytes differ");
            }
        }
        await Task.WhenAll(here.Terminate(), there.Terminate());
    }

    [Fact]
    public async Task A_node_of_another_authority_is_refused_by_name_and_remoting_goes_on()
    {
        using var other = new TlsNode("Other authority");
        var error = await RefusedAsync(_node.Config, other.Config);
        Assert.Contains("'CN=Other authority', which is not", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_without_TLS_is_refused_by_name_by_one_with_it()
    {
        var error = await RefusedAsync("", _node.Config);
        Assert.Contains("by TLS only", error.Message, StringComparison.Ordinal);
        Assert.Contains("weft.tls.enabled", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_with_TLS_sends_nothing_to_one_without()
    {
        var error = await RefusedAsync(_node.Config, "");
        Assert.Contains("has no TLS for data connections", error.Message, StringComparison.Ordinal);
    }

    private static async Task<DataSendException> RefusedAsync(string hereConfig, string thereConfig)
    {
        const string quiet = "\nakka.loglevel = ERROR";
        using var here = TlsNode.Start("here", hereConfig + quiet);
        using var there = TlsNode.Start("there", thereConfig + quiet);
        var collector = await Collector.StartAsync(there, here, "there");
        var error = await Assert.ThrowsAsync<DataSendException>(
            () => collector.Seen.TellData(new byte[1_000_000], null).WaitAsync(Patience));
        Assert.Equal(DataSendFailure.PeerUnreachable, error.Reason);
        collector.Seen.Tell("still here", ActorRefs.NoSender);
        Assert.Equal("still here", await collector.NextAsync());
        await Task.WhenAll(here.Terminate(), there.Terminate());
        return error;
    }
}
