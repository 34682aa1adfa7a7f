namespace Weft.Actors.Tests;

/// <summary>A deployed node in the test's process, on loopback, at a port that the system chooses.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly CancellationTokenSource _stop = new();

    private TestNode(NodeRole role, string seed, string[] settings)
    {
        var known = NodeFlag.Of(role);
        var options = new NodeOptions
        {
            Role = role,
            Flags = NodeLayer.Typed(new Dictionary<NodeFlag, IReadOnlyList<string>>
            {
                [known.Single(flag => flag.Name == "--port")] = ["0"],
                [NodeFlag.Seed] = [seed],
                [NodeFlag.Set] = settings,
            }),
        };
        Ended = Task.Run(() => WeftNode.RunAsync(options, Said, Errors, _stop.Token));
    }

    public NodeLines Said { get; } = new();

    public NodeLines Errors { get; } = new();

    public Task<int> Ended { get; }

    public static TestNode Start(NodeRole role, string seed, params string[] settings) => new(role, seed, settings);

    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await Ended.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Said.DisposeAsync();
        await Errors.DisposeAsync();
        _stop.Dispose();
    }
}
