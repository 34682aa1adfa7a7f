using System.Globalization;
using System.Runtime.InteropServices;
using Akka.Actor;

namespace Weft.Actors;

/// <summary>
/// The life of a node's process: one actor system after another, each until the cluster shuts it out, until somebody
/// asks to stop.
/// </summary>
internal sealed class NodeRun(NodeConfig config, TextWriter output)
{
    private static readonly TimeSpan GossipMax = TimeSpan.FromSeconds(5);

    private readonly Backoff _pauses = new(
        config.Settings.RejoinPause, config.Settings.RejoinPauseMax, config.Settings.RejoinPauseMax);

    /// <summary>Runs the node.</summary>
    /// <exception cref="NodeException">It could not start or join at first.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var role = $"{config.Role}".ToLowerInvariant();
        var runtime = RuntimeInformation.FrameworkDescription;
        Say("weft", $"{role} {BulkNode.Package} on {runtime}, process {Environment.ProcessId}");
        Say("config", config.File is { } file ? $"{file}, over the built-in sample" : "the built-in sample");
        NodeProcess.Prepare(config, Say);
        Address? before = null;
        while (true)
        {
            string reason;
            try
            {
                var system = NodeSystem.Start(config, before);
                Describe(system, before is null);
                var cutOff = await FollowAsync(system, isFirst: before is null, stop).ConfigureAwait(false);
                if (cutOff is null) return NodeExitCode.Stopped;
                (before, reason) = (system.Address, cutOff);
            }
            catch (NodeException error) when (before is not null)
            {
                reason = error.Message;
            }

            var pause = _pauses.Ended();
            var seconds = pause.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
            Say("again", $"joining again in {seconds} s, since {reason}");
            await Task.Delay(pause, stop).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
                .ConfigureAwait(false);
            if (stop.IsCancellationRequested) return NodeExitCode.Stopped;
        }
    }

    // Null for a node that left as it was asked to; else why the cluster goes on without it.
    private async Task<string?> FollowAsync(NodeSystem system, bool isFirst, CancellationToken stop)
    {
        using var joining = new CancellationTokenSource();
        if (isFirst) joining.CancelAfter(config.Settings.JoinTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, joining.Token);
        while (true)
        {
            NodeNews news;
            try
            {
                news = await system.News.ReadAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                if (stop.IsCancellationRequested)
                    return await LeaveAsync(system, "asked to stop").ConfigureAwait(false);
                await system.EndAsync().ConfigureAwait(false);
                throw new NodeException(
                    NodeExitCode.NobodyAnswered,
                    $"none of the seeds {string.Join(", ", system.Seeds)} let this node join within "
                    + $"{config.Settings.JoinTimeout.TotalSeconds:0.#} s (weft.node.join-timeout)");
            }

            switch (news)
            {
                case NodeNews.Joined:
                    joining.CancelAfter(Timeout.InfiniteTimeSpan);
                    Say("joined", "the cluster knows this node");
                    break;
                case NodeNews.Up:
                    joining.CancelAfter(Timeout.InfiniteTimeSpan);
                    _pauses.Started();
                    Say("up", "this node takes part");
                    break;
                case NodeNews.Member member:
                    Say("member", $"{member.Address} ({member.Roles}) is {member.State}");
                    break;
                case NodeNews.AskedToLeave:
                    return await LeaveAsync(system, "another node asked this one to leave").ConfigureAwait(false);
                case NodeNews.CutOff cutOff:
                    StopWork(system, cutOff.Reason);
                    await WaitForRemovalAsync(system, stop).ConfigureAwait(false);
                    await system.EndAsync().ConfigureAwait(false);
                    return cutOff.Reason;
                case NodeNews.Removed:
                    // Whoever learns by another's gossip that it was downed is removed without having been told.
                    const string removed = "the cluster has removed this node";
                    StopWork(system, removed);
                    await system.EndAsync().ConfigureAwait(false);
                    return removed;
                case NodeNews.RoleEnded:
                    await LeaveAsync(system, "the role has failed").ConfigureAwait(false);
                    return "the role has failed";
            }
        }
    }

    private void StopWork(NodeSystem system, string reason)
    {
        system.StopWork();
        Say("cut off", $"{reason}: tasks and data connections are stopped");
    }

    // A downed node spreads the word before its cluster part ends; others that were downed with it learn it so.
    private static async Task WaitForRemovalAsync(NodeSystem system, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        either.CancelAfter(GossipMax);
        try
        {
            while (await system.News.ReadAsync(either.Token).ConfigureAwait(false) is not NodeNews.Removed)
            {
            }
        }
        catch (OperationCanceledException)
        {
            // It ends without having spread the word.
        }
    }

    private async Task<string?> LeaveAsync(NodeSystem system, string reason)
    {
        Say("leaving", reason);
        try
        {
            await system.LeaveAsync().ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await system.EndAsync().ConfigureAwait(false);
            throw new NodeException(NodeExitCode.Failed, "the node did not leave the cluster in time");
        }

        Say("left", "the node has ended");
        return null;
    }

    private void Describe(NodeSystem system, bool isFirst)
    {
        Say("address", $"{system.Address}");
        Say("data", $"{system.Bulk.Host}:{system.Bulk.Port}");
        if (!isFirst) return;
        Say("roles", string.Join(", ", config.Roles));
        Say("seeds", string.Join(", ", system.Seeds));
    }

    private void Say(string what, string text)
    {
        output.WriteLine($"{what,-8} {text}");
        output.Flush();
    }
}
