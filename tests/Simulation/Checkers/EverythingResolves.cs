using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>Once nothing breaks any more, no future is pending and no gather, scatter or question is open.</summary>
internal sealed class EverythingResolves : Checker
{
    public override void AtQuiet(World world)
    {
        foreach (var client in world.Clients.Where(item => item.IsAlive))
        {
            foreach (var (key, future) in client.Futures)
            {
                bool hopeless = world.Chronicle.HasNowhereToRun(world.Chronicle.Of(key), world.IsWorkerAlive);
                if (future.State == FutureState.Pending && !hopeless)
                    throw Broken(key, $"all is quiet, and '{key}' is still pending at {client.Address}");
            }

            foreach (var (request, gather) in client.Gathers)
            {
                string? hopeless = gather.Keys.FirstOrDefault(key =>
                    world.Chronicle.HasNowhereToRun(world.Chronicle.Of(key), world.IsWorkerAlive));
                if (hopeless is null)
                    throw Broken(gather.Keys[0], $"gather {request} of {string.Join(", ", gather.Keys)} hangs");
            }

            foreach (var (request, scatter) in client.Scatters)
                throw Broken(scatter.Models[0].Key, $"scatter {request} of {client.Address} hangs");
            if (client.Questions.Count > 0) throw Broken("", $"a question of {client.Address} has no answer");
        }
    }
}
