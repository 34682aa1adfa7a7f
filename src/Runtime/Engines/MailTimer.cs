namespace Weft.Runtime;

/// <summary>
/// Posts <see cref="Mail.TimeWent"/> into a role's mailbox at a steady interval until it is disposed.
/// </summary>
public sealed class MailTimer : IDisposable
{
    private readonly Timer _timer;

    /// <summary>Starts at once.</summary>
    /// <param name="mailbox">The role's mailbox.</param>
    /// <param name="interval">Between two posts; positive.</param>
    public MailTimer(IMailbox<Mail> mailbox, TimeSpan interval)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        _timer = new Timer(
            static state => ((IMailbox<Mail>)state!).Post(Mail.TimeWent.Instance), mailbox, interval, interval);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
