using Akka.Actor;
using Weft.Runtime;

namespace Weft.Actors.Tests;

/// <summary>The values that roles give each other travel as data; what fails leaves nobody waiting.</summary>
public sealed class RoleDataTests
{
    private const string SmallFrames = "akka.remote.dot-netty.tcp.maximum-frame-size = 128000b";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(SmallFrames)]
    [InlineData(ProviderSystems.Provider)]
    public async Task Values_above_the_remoting_frame_are_scattered_used_and_gathered(string extra)
    {
        await using var systems = new TwoSystems(extra);
        using var deadline = new CancellationTokenSource(Patience);
        await using var client = await StartAsync(systems, deadline.Token);

        var array = Enumerable.Range(0, 500_000).Select(i => (double)i).ToArray();
        var data = await client.ScatterAsync(array, cancellation: deadline.Token);
        var scaled = client.Submit(Scale, data);
        Assert.Equal(array.Select(v => v * 3), await scaled.ResultAsync(deadline.Token));
        Assert.Equal(array, await data.ResultAsync(deadline.Token));
    }

    [Fact]
    public async Task A_value_too_large_for_the_peer_fails_its_future_and_its_scatter_by_name()
    {
        await using var systems = new TwoSystems("weft.serialization.limits.payload-bytes-max = 1000000");
        using var deadline = new CancellationTokenSource(Patience);
        await using var client = await StartAsync(systems, deadline.Token);

        var large = client.Submit(Make, 500_000);
        var error = await Assert.ThrowsAnyAsync<Exception>(() => large.ResultAsync(deadline.Token));
        Assert.Contains("Limits.PayloadBytesMax", error.Message, StringComparison.Ordinal);

        var refused = await Assert.ThrowsAnyAsync<Exception>(
            () => client.ScatterAsync(new double[500_000], cancellation: deadline.Token));
        Assert.Contains("Limits.PayloadBytesMax", refused.Message, StringComparison.Ordinal);
        Assert.Equal(10, (await client.Submit(Make, 10).ResultAsync(deadline.Token)).Length);
    }

    [Fact]
    public async Task A_result_whose_transfer_breaks_is_asked_for_again_while_both_nodes_live()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems("", Gated.Behind(gate));
        using var deadline = new CancellationTokenSource(Patience);
        await using var client = await StartAsync(systems, deadline.Token);

        var future = client.Submit(MakeGated, 200_000).ResultAsync(deadline.Token);
        await BreakAsync(systems.There, systems.Here, deadline.Token);
        gate.Set();
        Assert.Equal(200_000, (await future).Bytes.Length);
    }

    [Fact]
    public async Task A_scatter_whose_transfer_breaks_fails_by_name_and_the_next_one_arrives()
    {
        using var gate = new ManualResetEventSlim();
        await using var systems = new TwoSystems("", Gated.Behind(gate));
        using var deadline = new CancellationTokenSource(Patience);
        await using var client = await StartAsync(systems, deadline.Token);

        var scatter = client.ScatterAsync(new Gated(new byte[200_000]), cancellation: deadline.Token);
        await BreakAsync(systems.Here, systems.There, deadline.Token);
        gate.Set();
        var error = await Assert.ThrowsAsync<DataSendException>(() => scatter);
        var worker = ((ExtendedActorSystem)systems.There).Provider.DefaultAddress.ToString();
        Assert.Contains(worker, error.Message, StringComparison.Ordinal);
        var data = await client.ScatterAsync(new Gated(new byte[200_000]), cancellation: deadline.Token);
        Assert.Equal(200_000, (await data.ResultAsync(deadline.Token)).Bytes.Length);
    }

    // Ends the session by which one node sends to the other, once something is under way in it.
    private static async Task BreakAsync(ActorSystem from, ActorSystem to, CancellationToken cancellation)
    {
        var events = Collector.StartLocal(from, "broken");
        from.EventStream.Subscribe(events.Actor, typeof(DataSendFailed));
        while (events.IsEmpty)
        {
            await Task.Delay(100, cancellation);
            DataConnections.Cut(to);
        }

        var failed = Assert.IsType<DataSendFailed>(await events.NextAsync());
        Assert.Equal(DataSendFailure.PeerGone, failed.Error.Reason);
    }

    private static async Task<Client> StartAsync(TwoSystems systems, CancellationToken cancellation)
    {
        var own = CodePolicy.Admit([typeof(RoleDataTests).Assembly.GetName().Name!]);
        var scheduler = WeftRoles.StartScheduler(systems.Here);
        var seen = await TwoSystems.SeenFrom(systems.There, scheduler, systems.Here);
        WeftRoles.StartWorker(systems.There, seen, new WorkerActorOptions { Code = own });
        var client = await WeftRoles.ConnectAsync(systems.Here, scheduler, null, cancellation);
        while ((await client.WorkersAsync(cancellation)).Count == 0) await Task.Delay(50, cancellation);
        return client;
    }

    private static double[] Scale(double[] values) => [.. values.Select(value => value * 3)];

    private static double[] Make(int length) => new double[length];

    private static Gated MakeGated(int length) => new(new byte[length]);
}
