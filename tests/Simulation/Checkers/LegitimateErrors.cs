using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>A future, gather or scatter fails only for what really happened to the key or to what it needs.</summary>
internal sealed class LegitimateErrors(World world) : Checker
{
    private const int AllowedFailures = 3;
    private readonly HashSet<string> _refusals = new(StringComparer.Ordinal);

    public override void OnClient(ClientNode node, ClientEvent happened, IReadOnlyList<ClientEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is ClientEffect.SetFutureState set) Judge(node, set.Key, set.State, set.Error);
        }
    }

    public override void OnMessage(Node from, Node to, Message message)
    {
        if (message is SchedulerToClient.ScatterPlan { Refusal: { } refusal }) _refusals.Add(refusal);
    }

    public override void OnGatherFailed(
        ClientNode node, IReadOnlyList<string> keys, ClientEffect.FailGather failure)
    {
        if (!keys.Contains(failure.Key))
            throw Broken(failure.Key, $"a gather of {string.Join(", ", keys)} failed for '{failure.Key}'");
        if (failure.State is FutureState.Pending or FutureState.Finished)
            throw Broken(failure.Key, $"a gather failed for '{failure.Key}', which is {failure.State}");
        if (world.Chronicle.WasUndecodable(failure.Key)) return;
        bool released = !node.Futures.ContainsKey(failure.Key);
        if (!released) Judge(node, failure.Key, failure.State, failure.Error);
    }

    public override void OnScatterFailed(ClientNode node, IReadOnlyList<KeyModel> models, ErrorDetail failure)
    {
        if (_refusals.Any(text => failure.Text.Contains(text, StringComparison.Ordinal))) return;
        bool somethingBroke = node.HasLostItsUse || models.Any(item =>
            world.Chronicle.WasPutRefused(item.Key) || world.Chronicle.WasUndecodable(item.Key)
            || world.Chronicle.LostACopy(item.Key) || world.Chronicle.WasCancelled(item.Key));
        bool workersWent = world.Counters.Kills + world.Counters.Leaves + world.Counters.Cuts > 0;
        if (!somethingBroke && !workersWent)
            throw Broken(models[0].Key, $"a scatter failed although nothing broke: {failure.Text}");
    }

    private void Judge(ClientNode node, string key, FutureState state, ErrorDetail? error)
    {
        var closure = world.Chronicle.Of(key).Closure;
        bool legitimate = state switch
        {
            FutureState.Pending => true,
            FutureState.Finished => true,
            FutureState.Cancelled => node.HasLostItsUse || closure.Any(item => world.Chronicle.WasCancelled(item.Key)),
            FutureState.Lost => node.HasLostItsUse || closure.Any(item => item.IsScattered && MayBeLost(item)),
            FutureState.Erred => error is not null && closure.Any(item => Explains(item, error)),
            _ => false,
        };
        if (!legitimate)
        {
            throw Broken(key, $"{node.Address} sees '{key}' {state} ({error?.TypeName}: {error?.Text}), but nothing "
                + "of the kind happened to it or to what it needs");
        }
    }

    private bool MayBeLost(KeyModel item) =>
        world.Chronicle.LostACopy(item.Key) || world.Chronicle.WasPutRefused(item.Key)
        || world.Chronicle.WasReleased(item.Key);

    private bool Explains(KeyModel item, ErrorDetail error)
    {
        var chronicle = world.Chronicle;
        if (error.TypeName == SchedulerErrorNames.KilledWorker) return world.Runs.Deaths(item.Key) > AllowedFailures;
        if (error.TypeName == SchedulerErrorNames.DataLost) return item.IsScattered && MayBeLost(item);
        if (error.TypeName == SchedulerErrorNames.UnknownDependency)
            return chronicle.WasCancelled(item.Key) || (item.IsScattered && MayBeLost(item));
        if (error.Text.Contains($"boom in {item.Key}", StringComparison.Ordinal)) return chronicle.HasThrown(item.Key);
        return error.Text.Contains($"undecodable {item.Key}", StringComparison.Ordinal)
            && chronicle.WasUndecodable(item.Key);
    }
}
