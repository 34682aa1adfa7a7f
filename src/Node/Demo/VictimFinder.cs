using Weft.Runtime;
using Weft.Tasks;

namespace Weft.Node.Demo;

/// <summary>
/// Looks for a worker whose death must hurt: it runs a task now, and it alone holds a result that is still needed.
/// </summary>
internal sealed class VictimFinder(IDemoCluster cluster, Client client)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits for such a worker and kills it.</summary>
    /// <param name="needed">Results that are needed until <paramref name="goal"/> is there.</param>
    /// <param name="goal">What they are needed for.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>Who it was.</returns>
    /// <exception cref="InvalidDataException">The goal was reached before any worker was in that state.</exception>
    public async Task<WorkerSummary> KillAsync<T>(
        IReadOnlyList<Future<T>> needed, Future<T> goal, CancellationToken cancellation)
    {
        while (goal.State == FutureState.Pending)
        {
            var held = await client.WhoHasAsync(needed, cancellation);
            var soleHolders = held.Where(key => key.Holders.Count == 1).Select(key => key.Holders[0]).ToHashSet();
            var snapshot = await cluster.SnapshotAsync(cancellation);
            foreach (var load in snapshot.Workers)
            {
                if (load.Executing == 0 || !soleHolders.Contains(load.Worker.Address)) continue;
                if (await cluster.KillAsync(load.Worker)) return load.Worker;
            }

            await Task.Delay(Pause, cancellation);
        }

        throw new InvalidDataException(
            "the flights were studied before a worker could be killed; use more data or fewer workers");
    }
}
