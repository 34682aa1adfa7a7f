using System.Collections.Concurrent;

namespace Weft.Runtime.Tests;

/// <summary>A mailbox that a test empties by hand.</summary>
internal sealed class HandMailbox : IMailbox<Mail>
{
    private readonly BlockingCollection<Mail> _mails = [];

    public void Post(Mail item) => _mails.Add(item);

    /// <summary>Hands over the next mail, which must come within seconds.</summary>
    public void HandleOne(Action<Mail> handle)
    {
        Assert.True(_mails.TryTake(out var mail, TimeSpan.FromSeconds(10)));
        handle(mail);
    }

    public void HandleAll(Action<Mail> handle)
    {
        while (_mails.TryTake(out var mail)) handle(mail);
    }
}
