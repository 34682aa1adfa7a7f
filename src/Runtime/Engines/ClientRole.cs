using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>A client on a local engine: its shell behind a mailbox of its own, with a timer.</summary>
public sealed class ClientRole
{
    private readonly MailboxLoop<Mail> _mailbox = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILink _link;
    private readonly MailTimer _timer;
    private readonly ClientShell _shell;

    private ClientRole(
        IEngine engine,
        PeerAddress scheduler,
        ClientMachineOptions machineOptions,
        ITaskCallEncoder encoder,
        ClientOptions options)
    {
        _link = engine.Open(options.Name, new MailboxPoster(_mailbox));
        _shell = new ClientShell(
            new ClientMachine(options.Name, scheduler, machineOptions),
            scheduler,
            _link,
            _mailbox,
            StopwatchClock.Shared,
            encoder,
            options,
            _ => _closed.TrySetResult(),
            DisposeAsync);
        _timer = new MailTimer(_mailbox, RoleTimes.TimeInterval);

        // A local engine finds the way when something is sent: the scheduler is as good as there.
        _mailbox.Post(new Mail.PeerAppeared(scheduler));
        _mailbox.Start(
            _shell.Handle,
            error =>
            {
                ClientLog.Failed(options.Logger, _link.Self, error);
                _shell.Abandon($"the client failed: {error.Message}");
                _closed.TrySetResult();
            });
    }

    /// <summary>
    /// Opens an address, starts, and waits until the scheduler has taken the client, whose disposal ends all of it.
    /// </summary>
    /// <param name="engine">Carries its messages.</param>
    /// <param name="scheduler">The scheduler's address.</param>
    /// <param name="machineOptions">Limits and pauses of its machine.</param>
    /// <param name="encoder">Encodes what is submitted.</param>
    /// <param name="options">Name, families, limits.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<Client> ConnectAsync(
        IEngine engine,
        PeerAddress scheduler,
        ClientMachineOptions machineOptions,
        ITaskCallEncoder encoder,
        ClientOptions options,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(machineOptions);
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(options);
        var client = new ClientRole(engine, scheduler, machineOptions, encoder, options)._shell.Client;
        try
        {
            await client.ConnectedAsync(cancellation).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask DisposeAsync()
    {
        await Task.WhenAny(_closed.Task, Task.Delay(RoleTimes.GoodbyeMax)).ConfigureAwait(false);
        _timer.Dispose();
        await _link.DisposeAsync().ConfigureAwait(false);
        await _mailbox.DisposeAsync().ConfigureAwait(false);

        // Where the goodbye took too long, nobody is left waiting all the same.
        if (!_closed.Task.IsCompleted) _shell.Abandon("the client was disposed");
    }
}
