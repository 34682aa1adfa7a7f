using Weft.Serialization;

namespace Weft.Runtime.Tests;

/// <summary>What families and per-type serializers are told of a value's way between processes.</summary>
public sealed class ContextClusterTests
{
    private static readonly string[] Families = ["aware", "dask", "pickle", "msgpack"];

    [Fact]
    [Trait("reference", "23")]
    public async Task A_family_is_told_the_serving_worker_as_sender_by_workers_and_by_the_client()
    {
        await using var cluster = await StartAsync();
        await using var client = await cluster.ConnectAsync(new ClientOptions { Serializers = Families });
        var (first, second) = await TwoWorkersAsync(client);
        using var made = client.Submit(Addressed.New, new SubmitOptions { Workers = [first] });
        var gathered = await made;
        Assert.Equal(first.Value, gathered.Sender);
        Assert.NotEqual("", gathered.Recipient);
        Assert.DoesNotContain(gathered.Recipient, new[] { first.Value, second.Value });

        using var moved = client.Submit(
            static (Addressed way) => $"{way.Sender} {way.Recipient} {way.Proximity}", made,
            new SubmitOptions { Workers = [second] });

        Assert.Equal($"{first} {second} {Proximity.SameHost}", await moved);

        using var scattered = await client.ScatterAsync(Addressed.New(), workers: [second]);
        using var put = client.Submit(
            static (Addressed way) => way.Sender, scattered, new SubmitOptions { Workers = [second] });
        Assert.Equal(gathered.Recipient, await put);
    }

    [Fact]
    [Trait("reference", "24")]
    public async Task A_type_serializer_is_told_the_serving_worker_as_sender_by_workers_and_by_the_client()
    {
        await using var cluster = await StartAsync();
        await using var client = await cluster.ConnectAsync();
        var (first, second) = await TwoWorkersAsync(client);
        using var made = client.Submit(
            static () => new AddressedByType(Addressed.New()), new SubmitOptions { Workers = [first] });
        var gathered = (await made).Way;
        Assert.Equal(first.Value, gathered.Sender);
        Assert.DoesNotContain(gathered.Recipient, new[] { "", first.Value, second.Value });

        using var moved = client.Submit(
            static (AddressedByType made) => $"{made.Way.Sender} {made.Way.Recipient}", made,
            new SubmitOptions { Workers = [second] });

        Assert.Equal($"{first} {second}", await moved);
    }

    private static Task<LocalCluster> StartAsync() => LocalCluster.StartAsync(new LocalClusterOptions
    {
        Workers = 2,
        Registry = new SerializerRegistry(),
        Configure = Configure,
        Serializers = Families,
    });

    private static async Task<(PeerAddress First, PeerAddress Second)> TwoWorkersAsync(Client client)
    {
        var addresses = (await client.WorkersAsync()).Select(worker => worker.Address).Order().ToArray();
        Assert.Equal(2, addresses.Length);
        return (addresses[0], addresses[1]);
    }

    private static void Configure(SerializerRegistry registry)
    {
        registry.RegisterFamily(
            "aware",
            static (value, context) => value is Addressed ? Addressed.Write(context) : null,
            static (header, _) => Addressed.Read(header));
        registry.Register<AddressedByType>(
            static (_, context) => Addressed.Write(context),
            static (header, _) => new AddressedByType(Addressed.Read(header)));
    }
}
