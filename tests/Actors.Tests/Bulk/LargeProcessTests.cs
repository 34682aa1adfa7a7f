using System.Diagnostics;
using Akka.Actor;
using Xunit.Abstractions;

namespace Weft.Actors.Tests;

/// <summary>Values up to three gigabytes between two processes.</summary>
[Collection(AloneCollection.Name)]
public sealed class LargeProcessTests(ITestOutputHelper output)
{
    private const long SpareBytes = 64L << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly long[] Bytes =
        [8, 100_000, 120_000, 127_000, 129_000, 1_000_000, 100_000_000, 1_000_000_000, 3_000_000_000];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Numbers_of_any_length_arrive_equal_in_no_more_memory_than_their_own(bool byPlainTell)
    {
        using var child = ChildProcess.Start(byPlainTell ? ["node", "provider"] : ["node"]);
        var references = byPlainTell ? ProviderSystems.Provider : "";
        using var system = ActorSystem.Create("parent", TwoSystems.ConfigOf(references));
        var measurer = await system.ActorSelection($"{await child.ReadLineAsync()}/user/measurer").ResolveOne(Patience);
        foreach (var bytes in Bytes)
        {
            await measurer.Ask<string>("begin", Patience);
            var numbers = GC.AllocateUninitializedArray<double>((int)(bytes / sizeof(double)));
            for (var index = 0; index < numbers.Length; index++) numbers[index] = index * 1.25;
            var watch = Stopwatch.StartNew();
            var answer = byPlainTell
                ? await measurer.Ask<long[]>(numbers, Patience)
                : await measurer.AskData<long[]>(numbers, Patience, CancellationToken.None);
            output.WriteLine(
                $"{bytes:N0} bytes told and answered in {watch.Elapsed.TotalMilliseconds:N0} ms, peak {answer[2]:N0}");
            Assert.Equal((numbers.LongLength, Checksum.Of(numbers)), (answer[0], answer[1]));
            Assert.InRange(answer[2], 0, bytes + SpareBytes);
        }
        await system.Terminate();
    }
}
