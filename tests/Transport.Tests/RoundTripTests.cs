using Weft.Serialization;

namespace Weft.Transport.Tests;

public sealed class RoundTripTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((64 * 1024) - 1)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData((1024 * 1024) - 1)]
    [InlineData(1024 * 1024)]
    [InlineData((1024 * 1024) + 1)]
    [InlineData(100_000_000)]
    public async Task An_array_of_any_length_arrives_as_it_was(int bytes)
    {
        await using var pair = await Pair.MakeAsync();
        var sent = Pair.Bytes(bytes);
        await pair.Connection.SendAsync(Pair.Message(7, new ToSerialize(sent)), MessageKind.Data, default)
            .WaitAsync(Pair.Patience);
        var received = pair.Server.Next();
        Assert.Equal(7, received.Body.Span[0]);
        var value = Assert.IsType<Deserialized>(Assert.Single(received.Values));
        Assert.Null(value.Failure);
        Assert.True(sent.AsSpan().SequenceEqual((byte[])value.Value!));
    }
}
