using System.Runtime.ExceptionServices;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Weft.Runtime;

namespace Weft.Actors;

/// <content>The roles as members of a cluster, and clients inside and outside of it.</content>
public static partial class WeftRoles
{
    /// <summary>The cluster role of nodes that may host the scheduler.</summary>
    public const string SchedulerRole = "weft-scheduler";

    /// <summary>The cluster role of nodes that run functions.</summary>
    public const string WorkerRole = "weft-worker";

    internal const string SchedulerName = "weft-scheduler";
    internal const string SingletonName = "singleton";
    private const string WorkerName = "weft-worker";
    private static readonly TimeSpan GoodbyeMax = TimeSpan.FromSeconds(5);

    /// <summary>How long nodes may differ in whether a scheduler has ended.</summary>
    private static readonly TimeSpan NewsMax = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan NewsPause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Makes a member one of those that may host the cluster's scheduler: it runs on the oldest of them, and on the
    /// next when that one leaves or is removed. It begins there with nothing: futures of the one before fail with
    /// <see cref="SchedulerLostException"/>, and workers register again.
    /// </summary>
    /// <param name="system">A member, or one that is about to join, with the role <see cref="SchedulerRole"/>.</param>
    /// <returns>The singleton's manager, at <c>/user/weft-scheduler</c>.</returns>
    /// <exception cref="ConfigurationException">
    /// The system is of no cluster or has not the role, or others reach it without TLS (<see cref="TlsCheck"/>).
    /// </exception>
    public static IActorRef JoinAsScheduler(ActorSystem system)
    {
        RequireRole(system, SchedulerRole);
        TlsCheck.RequireForTaskExecution(system);
        var settings = ClusterSingletonManagerSettings.Create(system)
            .WithRole(SchedulerRole)
            .WithSingletonName(SingletonName);
        var host = SchedulerHost.Props(WeftExtension.Of(system).Engine.Scheduler);
        return system.ActorOf(ClusterSingletonManager.Props(host, PoisonPill.Instance, settings), SchedulerName);
    }

    /// <summary>
    /// Makes a member run functions for the cluster's scheduler, wherever that is: it registers when there is one, and
    /// again, with nothing in store, with each that follows.
    /// </summary>
    /// <param name="system">A member, or one that is about to join, with the role <see cref="WorkerRole"/>.</param>
    /// <param name="options">Threads and whose functions it runs; null for <c>weft.worker</c>.</param>
    /// <returns>The actor <c>/user/weft-worker</c>, whose child does the work.</returns>
    /// <exception cref="ConfigurationException">
    /// The system is of no cluster or has not the role, an admitted assembly or a directory is not there, or others
    /// reach it without TLS (<see cref="TlsCheck"/>).
    /// </exception>
    public static IActorRef JoinAsWorker(ActorSystem system, WorkerActorOptions? options = null)
    {
        RequireRole(system, WorkerRole);
        TlsCheck.RequireForTaskExecution(system);
        var extension = WeftExtension.Of(system);
        options ??= WorkerActorOptions.From(extension);
        var code = options.OpenCode();
        return system.ActorOf(WorkerSupervisor.Props(options, code, extension.Locator!), WorkerName);
    }

    /// <summary>
    /// Has a worker end in order: it takes no more tasks, gives back those it has not begun, finishes those that run,
    /// and tells the scheduler that it leaves, so that its end counts against no task. Results are not moved: what it
    /// alone held is computed again elsewhere where somebody still needs it. The node stays a member; leaving the
    /// cluster is the caller's next step.
    /// </summary>
    /// <param name="worker">What <see cref="JoinAsWorker"/> returned.</param>
    /// <param name="patience">How long that may take; then it leaves although something still runs.</param>
    /// <returns>True where all that ran had ended.</returns>
    public static async Task<bool> LeaveAsync(IActorRef worker, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(patience, TimeSpan.Zero);
        var left = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Tell(new LeaveNow(patience, left));
        try
        {
            return await left.Task.WaitAsync(patience + GoodbyeMax).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The actor had ended before, or is none that JoinAsWorker returned.
            return false;
        }
    }

    /// <summary>
    /// A client of the cluster's scheduler, ready for use. In a system of the cluster, the scheduler is found by
    /// membership; in any other, by asking the nodes under <c>weft.client.contacts</c>. The client belongs to the
    /// scheduler of the moment: when that one is gone, its futures fail, and a new client finds the next.
    /// </summary>
    /// <param name="system">Where the client's actor lives.</param>
    /// <param name="options">Name, families, and how long finding and connecting may take.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="TimeoutException">No scheduler was found; says who was asked and answered what.</exception>
    /// <exception cref="ConfigurationException">
    /// The system is of no cluster and <c>weft.client.contacts</c> is empty.
    /// </exception>
    public static async Task<Client> ConnectAsync(
        ActorSystem system, ClientOptions? options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(system);
        options ??= new ClientOptions();
        var search = SchedulerSearch.For(WeftExtension.Of(system));
        var lease = search.IsOutside ? WeftExtension.Of(system).Engine.Lease : null;
        IActorRef? gone = null;
        ExceptionDispatchInfo? error = null;
        var until = 0L;
        while (true)
        {
            var scheduler = await search.FindAsync(options.Timeout, cancellation).ConfigureAwait(false);
            if (!scheduler.Equals(gone))
            {
                try
                {
                    return await ConnectAsync(system, scheduler, options, lease, cancellation).ConfigureAwait(false);
                }
                catch (SchedulerLostException lost)
                {
                    // The one before, of whose end the node that was asked has not heard yet.
                    (gone, error) = (scheduler, ExceptionDispatchInfo.Capture(lost));
                    until = Environment.TickCount64 + (long)NewsMax.TotalMilliseconds;
                }
            }

            if (Environment.TickCount64 >= until) error!.Throw();
            await Task.Delay(NewsPause, cancellation).ConfigureAwait(false);
        }
    }

    private static void RequireRole(ActorSystem system, string role)
    {
        ArgumentNullException.ThrowIfNull(system);
        var provider = ((ExtendedActorSystem)system).Provider;
        if (provider is not IClusterActorRefProvider)
        {
            throw SettingsReader.Wrong(
                "akka.actor.provider",
                provider.GetType().Name,
                $"must be cluster or {typeof(WeftActorRefProvider)} for a scheduler or worker to join one");
        }

        var roles = Akka.Cluster.Cluster.Get(system).SelfRoles;
        if (roles.Contains(role)) return;
        throw SettingsReader.Wrong("akka.cluster.roles", $"[{string.Join(", ", roles)}]", $"must have {role} in it");
    }
}
