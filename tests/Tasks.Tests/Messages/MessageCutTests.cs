namespace Weft.Tasks.Tests.Messages;

public sealed class MessageCutTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(MessageCut.KeysMax)]
    public void A_list_that_fits_stays_one_message(int count)
    {
        var message = new ClientToScheduler.ReleaseKeys(Keys(count));

        Assert.False(MessageCut.IsNeeded(message));
        Assert.Same(message, Assert.Single(MessageCut.Parts(message)));
    }

    [Fact]
    public void The_parts_of_a_long_list_hold_its_keys_in_order_and_none_too_many()
    {
        var keys = Keys((3 * MessageCut.KeysMax) + 1);
        var message = new ClientToScheduler.CancelKeys(keys, Force: true);

        var parts = MessageCut.Parts(message).Cast<ClientToScheduler.CancelKeys>().ToList();

        Assert.True(MessageCut.IsNeeded(message));
        Assert.Equal(keys, parts.SelectMany(part => part.Keys));
        Assert.All(parts, part => Assert.InRange(part.Keys.Count, 1, MessageCut.KeysMax));
        Assert.All(parts, part => Assert.True(part.Force));
    }

    private static string[] Keys(int count) => [.. Enumerable.Range(0, count).Select(number => $"key-{number}")];
}
