namespace Weft.Runtime.Tests;

public sealed class MailboxLoopTests
{
    [Fact]
    public async Task Items_are_handled_one_at_a_time_in_the_order_of_each_poster()
    {
        var handled = new List<(int Poster, int Number)>();
        int inside = 0;
        bool overlapped = false;
        var mailbox = new MailboxLoop<(int Poster, int Number)>();
        mailbox.Post((9, 0));
        mailbox.Start(
            item =>
            {
                overlapped |= Interlocked.Increment(ref inside) != 1;
                handled.Add(item);
                Interlocked.Decrement(ref inside);
            },
            _ => { });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(poster => Task.Run(() =>
        {
            for (int i = 0; i < 5000; i++) mailbox.Post((poster, i));
        })));
        await mailbox.DisposeAsync();

        Assert.False(overlapped);
        Assert.Equal(20_001, handled.Count);
        Assert.Equal((9, 0), handled[0]);
        foreach (var poster in handled.Skip(1).GroupBy(item => item.Poster))
            Assert.Equal(Enumerable.Range(0, 5000), poster.Select(item => item.Number));
    }

    [Fact]
    public async Task An_exception_ends_the_loop_and_is_reported_once()
    {
        var handled = new List<int>();
        var reported = new List<Exception>();
        var mailbox = new MailboxLoop<int>();
        for (int i = 0; i < 5; i++) mailbox.Post(i);

        mailbox.Start(i => handled.Add(i < 2 ? i : throw new InvalidDataException($"{i}")), reported.Add);
        await mailbox.Completion;
        mailbox.Post(7);
        await mailbox.DisposeAsync();

        Assert.Equal([0, 1], handled);
        Assert.Equal("2", Assert.Single(reported).Message);
    }

    [Fact]
    public async Task What_was_posted_before_the_close_is_handled_and_nothing_after()
    {
        var handled = new List<int>();
        var mailbox = new MailboxLoop<int>();
        mailbox.Post(1);
        mailbox.Close();
        mailbox.Post(2);
        mailbox.Start(handled.Add, _ => { });

        await mailbox.DisposeAsync();

        Assert.Equal([1], handled);
    }
}
