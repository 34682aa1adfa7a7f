using System.Runtime.InteropServices;

namespace Weft.Runtime.Tests;

/// <summary>The reference's tests of its protocol that need a cluster; workers are processes of their own.</summary>
public sealed class ReferenceClusterTests(ReferenceClusterFixture fixture) : IClassFixture<ReferenceClusterFixture>
{
    private const int ShardBytes = 64 << 20;

    [Fact]
    [Trait("reference", "9")]
    public async Task An_object_with_a_serializer_of_its_own_goes_through_tasks_and_comes_back()
    {
        using var made = fixture.Client.Submit(static number => new Opaque(new Outside(number)), 5);
        using var next = fixture.Client.Submit(
            static opaque => new Opaque(new Outside(opaque.Outside.Number + 1)), made);
        using var number = fixture.Client.Submit(
            static opaque => opaque.Outside.Number, new Opaque(new Outside(7)));

        Assert.Equal(6, (await next).Outside.Number);
        Assert.Equal(7, await number);
    }

    [Fact]
    [Trait("reference", "10")]
    public async Task An_object_with_a_serializer_of_its_own_is_scattered_to_two_workers_and_gathered()
    {
        using var future = await fixture.Client.ScatterAsync(new Opaque(new Outside(123)), replicas: 2);

        Assert.Equal(2, (await fixture.HoldersOfAsync(future)).Count);
        Assert.Equal(123, (await fixture.Client.GatherAsync([future])).Single().Outside.Number);
    }

    [Fact]
    [Trait("reference", "11")]
    public async Task An_object_with_a_serializer_of_its_own_goes_from_one_worker_to_another()
    {
        var (first, second) = await fixture.TwoWorkersAsync();
        using var future = await fixture.Client.ScatterAsync(new Opaque(new Outside(123)), workers: [first]);

        using var used = fixture.Client.Submit(
            static opaque => new Opaque(opaque.Outside), future, new SubmitOptions { Workers = [second] });

        Assert.Equal(123, (await fixture.Client.GatherAsync([used])).Single().Outside.Number);
        Assert.Equal([second], await fixture.HoldersOfAsync(used));
        Assert.Equal([first, second], (await fixture.HoldersOfAsync(future)).Order());
    }

    [Fact]
    [Trait("reference", "35")]
    public async Task An_object_with_a_hundred_megabytes_goes_from_one_worker_process_to_another()
    {
        var (first, second) = await fixture.TwoWorkersAsync();
        var bulky = new Bulky("data", new byte[100_000_000]);
        bulky.Data[^1] = 7;
        using var future = await fixture.Client.ScatterAsync(bulky, workers: [first]);

        using var used = fixture.Client.Submit(
            static bulky => bulky.Data.Length + bulky.Data[^1], future, new SubmitOptions { Workers = [second] });

        Assert.Equal(100_000_007, await used);
    }

    [Fact]
    [Trait("reference", "92")]
    public async Task A_result_of_two_shards_arrives_whole()
    {
        using var large = fixture.Client.Submit(static length => Ramp(length), 2 * ShardBytes);

        var back = await large;

        Assert.Equal(2 * ShardBytes, back.Length);
        Assert.True(back.AsSpan().SequenceEqual(Ramp(2 * ShardBytes)));
    }

    private static byte[] Ramp(int length)
    {
        var bytes = new byte[length];
        var numbers = MemoryMarshal.Cast<byte, int>(bytes.AsSpan());
        for (var i = 0; i < numbers.Length; i += 1021) numbers[i] = i;
        return bytes;
    }
}
