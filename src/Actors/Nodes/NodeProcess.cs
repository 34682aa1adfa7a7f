using System.Globalization;

namespace Weft.Actors;

/// <summary>What a node sets for its whole process, once and before anything else.</summary>
internal static class NodeProcess
{
    private const double BytesPerMebibyte = 1024 * 1024;

    /// <summary>Applies the memory limit and the threads of the pool.</summary>
    /// <exception cref="NodeException">The limit is below what the process already holds.</exception>
    public static void Prepare(NodeConfig config, Action<string, string> say)
    {
        // Blocked work on the pool must not hold up heartbeats until the pool has grown.
        ThreadPool.GetMinThreads(out _, out var ports);
        ThreadPool.SetMinThreads(config.Settings.PoolThreads + Environment.ProcessorCount, ports);
        if (config.Settings.MemoryLimitBytes is { } bytes) LimitMemory(bytes, say);
    }

    private static void LimitMemory(long bytes, Action<string, string> say)
    {
        AppContext.SetData("GCHeapHardLimit", (ulong)bytes);
        try
        {
            GC.RefreshMemoryLimit();
        }
        catch (InvalidOperationException error)
        {
            throw new NodeException(
                NodeExitCode.WrongSettings,
                $"weft.node.memory-limit = {bytes}: the runtime refuses it: {OneLine.Of(error)}",
                error);
        }

        var limit = (bytes / BytesPerMebibyte).ToString("N0", CultureInfo.InvariantCulture);
        say("memory", $"objects may take {limit} MiB");
    }
}
