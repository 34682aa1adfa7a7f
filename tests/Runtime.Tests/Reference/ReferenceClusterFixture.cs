using Weft.Serialization;

namespace Weft.Runtime.Tests;

/// <summary>Two child workers in which the types of the reference's tests have their serializers.</summary>
public sealed class ReferenceClusterFixture : IAsyncLifetime
{
    public LocalCluster Cluster { get; private set; } = null!;

    public Client Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Cluster = await LocalCluster.StartAsync(new LocalClusterOptions
        {
            Workers = 2,
            Registry = new SerializerRegistry(),
            Configure = Configure,
        });
        Client = await Cluster.ConnectAsync();
    }

    public async Task DisposeAsync()
    {
        await Client.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    /// <summary>The addresses of both workers, in their order.</summary>
    public async Task<(PeerAddress First, PeerAddress Second)> TwoWorkersAsync()
    {
        var addresses = (await Client.WorkersAsync()).Select(worker => worker.Address).Order().ToArray();
        Assert.Equal(2, addresses.Length);
        return (addresses[0], addresses[1]);
    }

    /// <summary>Where the value of a future lies, as the scheduler knows.</summary>
    public async Task<IReadOnlyList<PeerAddress>> HoldersOfAsync(Future future) =>
        [.. (await Client.WhoHasAsync([future])).Single().Holders];

    private static void Configure(SerializerRegistry registry)
    {
        registry.Register<Opaque>(
            static opaque => new Payload(new HeaderBuilder().Set("number", opaque.Outside.Number).Build()),
            static (header, _) => header.TryGetInt64("number", out var number)
                ? new Opaque(new Outside((int)number))
                : throw new WireFormatException("an opaque object lacks its number"));
        registry.AllowType(typeof(Bulky));
    }
}
