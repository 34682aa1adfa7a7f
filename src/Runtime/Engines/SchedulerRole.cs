using Microsoft.Extensions.Logging;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>A scheduler on a local engine: its shell behind a mailbox of its own, with a timer.</summary>
public sealed class SchedulerRole : IAsyncDisposable
{
    private readonly MailboxLoop<Mail> _mailbox = new();
    private readonly ILink _link;
    private readonly MailTimer _timer;

    private SchedulerRole(IEngine engine, SchedulerMachine machine, ILogger logger)
    {
        _link = engine.Open("scheduler", new MailboxPoster(_mailbox));
        var shell = new SchedulerShell(machine, _link, StopwatchClock.Shared, logger);
        _timer = new MailTimer(_mailbox, RoleTimes.TimeInterval);
        _mailbox.Start(
            shell.Handle,
            error =>
            {
                SchedulerLog.Failed(logger, error);
                _ = DisposeAsync();
            });
    }

    /// <summary>Where workers and clients find it.</summary>
    public PeerAddress Address => _link.Self;

    /// <summary>Opens an address and starts; workers and clients may connect at once.</summary>
    public static SchedulerRole Start(IEngine engine, SchedulerMachine machine, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(logger);
        return new SchedulerRole(engine, machine, logger);
    }

    /// <summary>What the scheduler knows once it has handled all that arrived before this call.</summary>
    /// <exception cref="ObjectDisposedException">The scheduler has ended.</exception>
    public async Task<SchedulerSnapshot> SnapshotAsync(CancellationToken cancellation = default)
    {
        var answer = new TaskCompletionSource<SchedulerSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        _mailbox.Post(new Mail.SnapshotRequested(answer));
        await Task.WhenAny(answer.Task, _mailbox.Completion).WaitAsync(cancellation).ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(!answer.Task.IsCompleted, this);
        return await answer.Task.ConfigureAwait(false);
    }

    /// <summary>Ends it; workers and clients see it as lost.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _link.DisposeAsync().ConfigureAwait(false);
        await _mailbox.DisposeAsync().ConfigureAwait(false);
    }
}
