namespace Weft.Node.Demo;

/// <summary>What the demo tells while it runs.</summary>
public abstract record DemoProgress
{
    private DemoProgress()
    {
    }

    /// <summary>The job goes on to something else.</summary>
    /// <param name="Name">One word.</param>
    /// <param name="Tasks">How many tasks it adds.</param>
    public sealed record StageBegan(string Name, int Tasks) : DemoProgress;

    /// <summary>A task has its result, or failed.</summary>
    public sealed record TaskDone : DemoProgress;

    /// <summary>The demo killed a worker, as it was asked to.</summary>
    public sealed record WorkerKilled(string Name) : DemoProgress;
}
