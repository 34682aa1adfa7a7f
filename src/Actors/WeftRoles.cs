using Akka.Actor;
using Akka.Configuration;
using Weft.Runtime;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>Starts the roles in an actor system. Each is one actor; Akka watches, supervises and carries.</summary>
public static partial class WeftRoles
{
    /// <summary>Starts a scheduler.</summary>
    /// <param name="system">Where; its configuration needs <see cref="WeftConfig.Reference"/> below it.</param>
    /// <param name="options">How it places tasks.</param>
    /// <param name="name">The actor's name below <c>/user</c>.</param>
    /// <returns>The actor; <see cref="AddressOf"/> gives what workers and clients are told.</returns>
    /// <exception cref="ConfigurationException">Others reach it without TLS (<see cref="TlsCheck"/>).</exception>
    public static IActorRef StartScheduler(
        ActorSystem system, SchedulerOptions? options = null, string name = "weft-scheduler")
    {
        TlsCheck.RequireForTaskExecution(system);
        return system.ActorOf(SchedulerActor.Props(options ?? new SchedulerOptions(), Random.Shared.Next()), name);
    }

    /// <summary>Starts a worker, which registers with the scheduler.</summary>
    /// <param name="system">Where.</param>
    /// <param name="scheduler">The scheduler's actor, in this system or another.</param>
    /// <param name="options">Name, threads, and whose functions it runs.</param>
    /// <exception cref="ConfigurationException">
    /// An admitted assembly or a directory is not there, or others reach it without TLS (<see cref="TlsCheck"/>).
    /// </exception>
    public static IActorRef StartWorker(ActorSystem system, IActorRef scheduler, WorkerActorOptions options)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(scheduler);
        ArgumentNullException.ThrowIfNull(options);
        TlsCheck.RequireForTaskExecution(system);
        return system.ActorOf(
            WorkerActor.Props(AddressOf(system, scheduler), options, options.OpenCode()), options.Name);
    }

    /// <summary>A client of a scheduler, ready for use. Disposing it stops its actor.</summary>
    /// <param name="system">Where the client's actor lives.</param>
    /// <param name="scheduler">The scheduler's actor, in this system or another.</param>
    /// <param name="options">
    /// Name and families; the serializer is the system's unless the options bring their own.
    /// </param>
    /// <param name="cancellation">Gives up waiting; the client's actor is stopped.</param>
    public static Task<Client> ConnectAsync(
        ActorSystem system, IActorRef scheduler, ClientOptions? options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(scheduler);
        return ConnectAsync(system, scheduler, options, lease: null, cancellation);
    }

    private static async Task<Client> ConnectAsync(
        ActorSystem system,
        IActorRef scheduler,
        ClientOptions? options,
        LeaseRenewal? lease,
        CancellationToken cancellation)
    {
        options ??= new ClientOptions();
        if (ReferenceEquals(options.Serializer, WeftSerializer.Default))
            options = options with { Serializer = WeftExtension.Of(system).Serializer };

        var ready = new TaskCompletionSource<Client>(TaskCreationOptions.RunContinuationsAsynchronously);
        var actor = system.ActorOf(ClientActor.Props(AddressOf(system, scheduler), options, lease, ready));
        try
        {
            var client = await ready.Task.WaitAsync(cancellation).ConfigureAwait(false);
            await client.ConnectedAsync(cancellation).ConfigureAwait(false);
            return client;
        }
        catch
        {
            if (ready.Task.IsCompletedSuccessfully)
                await ready.Task.Result.DisposeAsync().ConfigureAwait(false);
            else
                system.Stop(actor);
            throw;
        }
    }

    /// <summary>The address of a role as its peers see it.</summary>
    public static PeerAddress AddressOf(ActorSystem system, IActorRef role) => WeftExtension.Of(system).AddressOf(role);
}
