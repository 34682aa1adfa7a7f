using System.Diagnostics;
using System.Security.Cryptography;
using Akka.Actor;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>The other node is a process of its own, and may be killed.</summary>
public sealed class BulkProcessTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_process_receives_values_of_any_length_and_its_death_fails_what_is_open_in_seconds()
    {
        using var child = ChildProcess.Start("node");
        var address = await child.ReadLineAsync();
        using var system = ActorSystem.Create("parent", TwoSystems.ConfigOf(""));
        var hasher = await system.ActorSelection($"{address}/user/hasher").ResolveOne(Patience);
        foreach (var length in new[] { 1, 40_000, 80_000_000 })
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            var watch = Stopwatch.StartNew();
            await hasher.TellData(bytes, null).WaitAsync(Patience);
            output.WriteLine($"{length:N0} bytes told in {watch.Elapsed.TotalMilliseconds:0.0} ms");
            var hash = await hasher.AskData<byte[]>(bytes, Patience, CancellationToken.None);
            Assert.Equal(SHA256.HashData(bytes), hash);
        }

        var block = new byte[16_000_000];
        var sends = Enumerable.Range(0, 80)
            .Select(number => hasher.TellData(number % 2 == 0 ? block : [1, 2, 3], null)).ToArray();
        await sends[0].WaitAsync(Patience);
        child.Kill();
        var killed = Stopwatch.StartNew();
        await Assert.ThrowsAsync<DataSendException>(() => Task.WhenAll(sends).WaitAsync(TimeSpan.FromSeconds(15)));
        output.WriteLine($"all tasks had an outcome {killed.Elapsed.TotalMilliseconds:0} ms after the kill");
        Assert.All(sends.Where(send => send.IsFaulted), send => Assert.Equal(
            DataSendFailure.PeerGone, Assert.IsType<DataSendException>(send.Exception!.InnerException).Reason));
        Assert.True(sends[^1].IsFaulted);
    }
}
