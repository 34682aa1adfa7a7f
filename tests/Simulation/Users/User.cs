using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>What a user does with a client, at random moments until all is calm.</summary>
internal sealed class User
{
    private readonly World _world;
    private readonly ClientNode _client;
    private readonly Chance _chance;
    private readonly GraphMaker _graphs;

    public User(World world, ClientNode client, Chance chance)
    {
        (_world, _client, _chance) = (world, client, chance);
        _graphs = new GraphMaker(world, chance.Fork(), $"c{client.TraceNumber}");
        for (int i = 0; i < world.Profile.ActionsPerClient; i++)
        {
            long when = chance.Nanoseconds(1_000_000, world.Profile.TurmoilNanoseconds);
            world.Agenda.After(chance.In(0.5) ? when : world.Profile.TurmoilNanoseconds * i / 20, Act);
        }
    }

    /// <summary>Gathers everything that is there, so that every value is compared.</summary>
    public void GatherAll()
    {
        if (!_client.IsAlive) return;
        var keys = _client.Futures.Where(item => item.Value.State == FutureState.Finished)
            .Select(item => item.Key).ToList();
        foreach (string[] some in keys.Chunk(7)) _client.Gather(some);
    }

    /// <summary>Gives up what has nowhere to run, and releases every future.</summary>
    public void ReleaseAll()
    {
        if (!_client.IsAlive) return;
        var hopeless = _client.Futures.Where(item => item.Value.State == FutureState.Pending).Select(item => item.Key)
            .Concat(_client.Gathers.Values.SelectMany(item => item.Keys)).Distinct().ToList();
        if (hopeless.Count > 0) _client.Cancel(hopeless, force: false);
        var keys = _client.Futures.SelectMany(item => Enumerable.Repeat(item.Key, item.Value.Count)).ToList();
        foreach (string[] some in keys.Chunk(5)) _client.Release(some);
    }

    private void Act()
    {
        if (!_client.IsAlive) return;
        int draw = _chance.Below(100);
        if (draw < 35) Submit();
        else if (draw < 55) Gather();
        else if (draw < 66) Release();
        else if (draw < 80) Scatter();
        else if (draw < 86) SubmitAgain();
        else if (draw < 91) Cancel();
        else if (draw < 96) Retry();
        else if (draw < 99) _client.AskForWorkers();
        else if (_chance.In(0.3)) _client.Close();
    }

    private void Submit()
    {
        var usable = Handed()
            .Where(item => item.Value.State is FutureState.Pending or FutureState.Finished || _chance.In(0.1))
            .Select(item => _world.Chronicle.Of(item.Key)).ToList();
        var made = _graphs.Make(usable);
        _client.Submit(made);
        LetGoOfSome(made);
    }

    private void SubmitAgain()
    {
        if (_world.Chronicle.Keys.Count == 0) return;
        var closure = _chance.Pick(_world.Chronicle.Keys).Closure;
        var handed = Handed().Select(item => item.Key).ToHashSet();
        if (closure.Any(item => item.IsScattered && !handed.Contains(item.Key))) return;
        var tasks = closure.Where(item => !item.IsScattered).ToList();
        if (tasks.Count == 0) return;
        _client.Submit(tasks);
        LetGoOfSome(tasks);
    }

    private void LetGoOfSome(IReadOnlyList<KeyModel> submitted)
    {
        if (_chance.In(0.4)) return;
        var needed = submitted.SelectMany(item => item.Dependencies).Select(item => item.Key).ToHashSet();
        var inner = submitted.Where(item => needed.Contains(item.Key)).Select(item => item.Key).ToList();
        if (inner.Count > 0) _client.Release(inner);
    }

    private void Scatter() =>
        _client.Scatter(_graphs.MakeData(_chance.Between(1, 6)), _chance.Between(1, 3));

    private void Gather()
    {
        var keys = Draw(Handed().Select(item => item.Key), 5);
        if (keys.Count > 0) _client.Gather(keys);
    }

    private void Release()
    {
        bool alsoGathered = _chance.In(0.1);
        var gathered = _client.Gathers.Values.SelectMany(item => item.Keys).ToHashSet();
        var keys = Draw(
            Handed().Select(item => item.Key).Where(key => alsoGathered || !gathered.Contains(key)), 8);
        if (keys.Count > 0) _client.Release(keys);
    }

    private void Cancel()
    {
        var keys = Draw(Handed().Select(item => item.Key), 2);
        if (keys.Count > 0) _client.Cancel(keys, _chance.In(0.3));
    }

    private void Retry()
    {
        var erred = _client.Futures.Where(item => item.Value.State == FutureState.Erred).Select(item => item.Key);
        var keys = Draw(erred, 3);
        if (keys.Count > 0) _client.Retry(keys);
    }

    /// <summary>The futures the user has in hand: those of a scatter come with its end.</summary>
    private IEnumerable<KeyValuePair<string, FutureRecord>> Handed()
    {
        var scattering = _client.Scatters.Values.SelectMany(item => item.Models).Select(item => item.Key).ToHashSet();
        return _client.Futures.Where(item => !scattering.Contains(item.Key));
    }

    private List<string> Draw(IEnumerable<string> keys, int atMost)
    {
        var all = keys.ToList();
        var drawn = new List<string>();
        for (int i = _chance.Between(1, atMost); i > 0 && all.Count > 0; i--)
        {
            int index = _chance.Below(all.Count);
            drawn.Add(all[index]);
            all.RemoveAt(index);
        }

        return drawn;
    }
}
