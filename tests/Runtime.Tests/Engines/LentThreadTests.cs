namespace Weft.Runtime.Tests;

public sealed class LentThreadTests
{
    [Fact]
    public async Task A_lent_thread_handles_what_its_posts_cause_when_it_ends_and_not_before()
    {
        await using var second = new MailboxLoop<int>();
        await using var first = new MailboxLoop<int>();
        var handled = new List<(string Mailbox, int Item, Thread Thread)>();
        await StartAsync(second, item => handled.Add(("second", item, Thread.CurrentThread)));
        await StartAsync(first, item =>
        {
            handled.Add(("first", item, Thread.CurrentThread));
            second.Post(item + 1);
        });

        var before = Lend(() => first.Post(1), handled);

        Assert.Equal(0, before);
        Assert.Equal([("first", 1), ("second", 2)], handled.Select(each => (each.Mailbox, each.Item)));
        Assert.All(handled, each => Assert.Same(Thread.CurrentThread, each.Thread));
    }

    [Fact]
    public async Task A_lent_thread_comes_back_though_there_is_always_more()
    {
        await using var mailbox = new MailboxLoop<int>();
        var handled = 0;
        await StartAsync(mailbox, item =>
        {
            Interlocked.Increment(ref handled);
            if (item < 100_000) mailbox.Post(item + 1);
        });

        Lend(() => mailbox.Post(1), []);

        // The rest goes on on the pool.
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref handled) == 100_000, TimeSpan.FromSeconds(30)));
    }

    private static int Lend(Action post, List<(string, int, Thread)> handled)
    {
        Assert.True(LentThread.TryBegin());
        post();
        var before = handled.Count;
        LentThread.End();
        return before;
    }

    // Its first turn is the pool's; once that is over the mailbox is idle.
    private static async Task StartAsync(MailboxLoop<int> mailbox, Action<int> handle)
    {
        mailbox.Start(handle, error => Assert.Fail(error.ToString()));
        await Task.Delay(100);
    }
}
