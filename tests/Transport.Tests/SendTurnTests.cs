using Weft.Serialization;

namespace Weft.Transport.Tests;

public sealed class SendTurnTests
{
    [Fact]
    public async Task What_is_sent_in_a_turn_leaves_at_its_end_in_order()
    {
        await using var pair = await Pair.MakeAsync();

        Assert.True(SendTurn.TryBegin());
        Assert.False(SendTurn.TryBegin());
        for (var index = 0; index < 100; index++) Send(pair, index);
        var early = pair.Server.TryNext(TimeSpan.FromMilliseconds(50), out _);
        SendTurn.End();
        Send(pair, 100);

        Assert.False(early);
        for (var index = 0; index <= 100; index++) Assert.Equal(index, NumberOf(pair.Server.Next()));
    }

    [Fact]
    public async Task Turns_of_several_threads_and_bulk_share_a_connection_without_tearing()
    {
        await using var pair = await Pair.MakeAsync();
        const int Threads = 3, Count = 2000;
        var bulk = pair.Connection.SendAsync(
            Pair.Message(1, new ToSerialize(Pair.Bytes(8 << 20))), MessageKind.Data, default);

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (var index = 0; index < Count; index++)
                {
                    var begun = index % 3 != 0 && SendTurn.TryBegin();
                    Send(pair, (thread * Count) + index);
                    if (begun) SendTurn.End();
                }
            },
            TaskCreationOptions.LongRunning)));
        await bulk;

        var next = Enumerable.Range(0, Threads).Select(thread => thread * Count).ToArray();
        for (var taken = 0; taken < (Threads * Count) + 1; taken++)
        {
            var message = pair.Server.Next();
            if (message.Values.Count > 0) continue;
            var number = NumberOf(message);
            Assert.Equal(next[number / Count]++, number);
        }
    }

    [Fact]
    public async Task A_turn_that_ends_after_its_connection_closed_does_no_harm()
    {
        await using var pair = await Pair.MakeAsync();

        SendTurn.TryBegin();
        Send(pair, 1);
        pair.Connection.Abort();
        SendTurn.End();

        await pair.Client.Closed;
        Assert.Equal(1, pair.Client.ClosedCount);
    }

    private static void Send(Pair pair, int number) =>
        pair.Connection.Send(new Envelope(BitConverter.GetBytes(number), []));

    private static int NumberOf(Envelope message) => BitConverter.ToInt32(message.Body.Span);
}
