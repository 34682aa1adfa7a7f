using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// A worker on a local engine: its shell behind a mailbox of its own, with store, executor and timer.
/// </summary>
public sealed class WorkerRole : IAsyncDisposable
{
    private readonly MailboxLoop<Mail> _mailbox = new();
    private readonly TaskCompletionSource<string> _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILink _link;
    private readonly ITaskExecutor _executor;
    private readonly MailTimer _timer;

    private WorkerRole(
        IEngine engine,
        PeerAddress scheduler,
        string name,
        WorkerMachineOptions machineOptions,
        ITaskExecutor executor,
        WorkerShellOptions options)
    {
        _executor = executor;
        _link = engine.Open(name, new MailboxPoster(_mailbox));
        var shell = new WorkerShell(
            new WorkerMachine(_link.Self, name, scheduler, machineOptions),
            scheduler,
            _link,
            _mailbox,
            executor,
            Store,
            StopwatchClock.Shared,
            options,
            reason => _stopped.TrySetResult(reason));
        _timer = new MailTimer(_mailbox, RoleTimes.TimeInterval);

        // A local engine finds the way when something is sent: the scheduler is as good as there.
        _mailbox.Post(new Mail.PeerAppeared(scheduler));
        _mailbox.Start(
            shell.Handle,
            error =>
            {
                WorkerLog.Failed(options.Logger, _link.Self, error);
                _stopped.TrySetResult($"failed: {error.Message}");
                _ = DisposeAsync();
            });
    }

    /// <summary>Its address.</summary>
    public PeerAddress Address => _link.Self;

    /// <summary>The values it holds; to be read only.</summary>
    public ValueStore Store { get; } = new();

    /// <summary>
    /// Completes with the reason when the worker has ended by order, of its own will or by a failure.
    /// </summary>
    public Task<string> Stopped => _stopped.Task;

    /// <summary>Opens an address, starts, and registers with the scheduler.</summary>
    /// <param name="engine">Carries its messages.</param>
    /// <param name="scheduler">The scheduler's address.</param>
    /// <param name="name">A readable name.</param>
    /// <param name="machineOptions">Threads and limits of its machine.</param>
    /// <param name="executor">Runs its functions; disposed with the worker.</param>
    /// <param name="options">Families and limits.</param>
    public static WorkerRole Start(
        IEngine engine,
        PeerAddress scheduler,
        string name,
        WorkerMachineOptions machineOptions,
        ITaskExecutor executor,
        WorkerShellOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(machineOptions);
        ArgumentNullException.ThrowIfNull(executor);
        ArgumentNullException.ThrowIfNull(options);
        return new WorkerRole(engine, scheduler, name, machineOptions, executor, options);
    }

    /// <summary>
    /// Stops it: the worker says that it leaves, so that its end counts against no task, and then as
    /// <see cref="DisposeAsync"/>.
    /// </summary>
    public async Task StopAsync(string reason)
    {
        _mailbox.Post(new Mail.StopRequested(reason));
        await Task.WhenAny(Stopped, Task.Delay(RoleTimes.GoodbyeMax)).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Cuts it off without a word, as if its process had died: peers see it as lost, its values are gone.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _link.DisposeAsync().ConfigureAwait(false);
        await _mailbox.DisposeAsync().ConfigureAwait(false);
        await _executor.DisposeAsync().ConfigureAwait(false);
        _stopped.TrySetResult("disposed");
    }
}
