using System.Buffers.Binary;
using System.Text;
using Weft.Serialization;

namespace Weft.Transport.Tests;

public sealed class HostilePeerTests
{
    public static TheoryData<string, byte[], string> Pieces() => new()
    {
        { "unknown kind", Piece(9, 0, 0, 0, 0), "piece kind 9" },
        { "kind zero", Piece(0, 0, 0, 0, 0), "piece kind 0" },
        { "unknown message kind", Piece(1, 3, 0, 0, 0), "message kind 3" },
        { "unknown flag", Piece(1, 0, 2, 0, 0), "flags 2" },
        { "a grant that continues", Piece(3, 0, 1, 1, 0), "cannot be continued" },
        { "a piece that is too long", Piece(1, 0, 0, 0, (1 << 20) + 1), "the limit is 1,048,576" },
        { "a length beyond 2^31", Piece(4, 0, 0, 1, uint.MaxValue), "the limit is 1,048,576" },
        { "a grant that is too long", Piece(3, 0, 0, 1, 9000), "the limit is 8,192" },
        { "a goodbye that is too long", Piece(5, 0, 0, 0, 5000), "the limit is 4,096" },
        { "a message with a transfer", Piece(1, 0, 0, 5, 0), "expected 0" },
        { "an open without a transfer", Piece(2, 0, 0, 0, 0), "expected 1 or more" },
        { "frames of nothing opened", Piece(4, 0, 0, 7, 10, new byte[10]), "transfer 7" },
        { "an empty head", Piece(1, 0, 0, 0, 0), "array" },
        { "a head that is no array", Piece(1, 0, 0, 0, 1, [0x01]), "array" },
        { "a head of three", Piece(1, 0, 0, 0, 4, [0x93, 0xc4, 0, 0x90]), "expected 2" },
        { "bytes after the head", Piece(1, 0, 0, 0, 6, [0x92, 0xc4, 0, 0x90, 1, 2]), "declares 0" },
        { "frames that were not sent", Piece(1, 0, 0, 0, 8, [0x92, 0xc4, 0, 0x91, 0x92, 0xc4, 0, 0x91]), "array" },
        {
            "an inline length that lies",
            Piece(1, 0, 0, 0, 10, [0x92, 0xc4, 0, 0x91, 0x92, 0xc4, 0, 0x91, 0x05, 0xff]), "declares"
        },
        {
            "a negative length",
            Piece(2, 0, 0, 1, 9, [0x92, 0xc4, 0, 0x91, 0x92, 0xc4, 0, 0x91, 0xff]), "expected 0 or more"
        },
        {
            "a count that the input cannot hold",
            Piece(1, 0, 0, 0, 8, [0x92, 0xc4, 0, 0xdd, 0x7f, 0xff, 0xff, 0xff]), "2147483647"
        },
        {
            "an open that is opened again",
            [.. Open(1, 100_000), .. Open(1, 100_000)], "opened twice"
        },
        {
            "more frames than were declared",
            [.. Open(1, 100_000), .. Piece(4, 0, 0, 1, 100_001)], "100,000 are missing"
        },
        {
            "empty frames while some are missing",
            [.. Open(1, 100_000), .. Piece(4, 0, 0, 1, 0)], "100,000 are missing"
        },
        {
            "an open within the parts of a message",
            [.. Piece(1, 0, 1, 0, 1, [0x92]), .. Open(1, 100_000)], "within the parts"
        },
    };

    [Theory]
    [MemberData(nameof(Pieces))]
    public void A_violation_closes_with_its_reason(string what, byte[] bytes, string reason)
    {
        foreach (var portion in new[] { 1, ConnectionWire.PieceHeaderBytes })
        {
            var pair = new MachinePair().Run();
            pair.Listener.Feed(bytes, portion);
            Assert.True(pair.Listener.Closed is not null, what);
            Assert.Contains(reason, pair.Listener.Closed.Reason, StringComparison.Ordinal);
            Assert.True(pair.Listener.Closed.Tell);
            Assert.IsType<WireFormatException>(pair.Listener.Closed.Error);
            pair.Listener.Outbound.SayGoodbye(pair.Listener.Closed.Reason, atOnce: true);
            pair.Dialer.Feed(pair.Listener.TakeAll());
            Assert.Equal(pair.Listener.Closed.Reason, pair.Dialer.Closed!.Reason);
        }
    }

    [Fact]
    public void Too_many_open_messages_close()
    {
        var pair = new MachinePair().Run();
        pair.Listener.GrantsAtOnce = false;
        for (uint transfer = 1; transfer <= ConnectionWire.OpenMessagesMax; transfer++)
            pair.Listener.Feed(Open(transfer, 100_000));
        Assert.Null(pair.Listener.Closed);
        pair.Listener.Feed(Open(5000, 100_000));
        Assert.Contains("opened at once", pair.Listener.Closed!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sender_opens_no_more_messages_than_its_peer_takes()
    {
        var pair = new MachinePair().Run();
        var value = MachinePair.Raw(new byte[65_537]);
        for (var message = 0; message < ConnectionWire.OpenMessagesMax + 50; message++)
            pair.Dialer.Send(Pair.Message(1, value), MessageKind.Data);
        pair.Run();
        Assert.Null(pair.Listener.Closed);
        Assert.Equal(ConnectionWire.OpenMessagesMax + 50, pair.Listener.Delivered.Count);
    }

    [Fact]
    public void A_body_beyond_the_limit_closes_before_it_is_held()
    {
        var limits = Limits.Default with { MessageBytesMax = 1000, HeaderBytesMax = 1000 };
        var pair = new MachinePair(listener: Pair.Options("tcp://s") with { Limits = limits }).Run();
        pair.Listener.Feed([.. Piece(1, 0, 1, 0, 1500, new byte[1500]), .. Piece(1, 0, 1, 0, 1500)]);
        Assert.Contains("Limits.MessageBytesMax", pair.Listener.Closed!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("W")]
    [InlineData("WEFX")]
    public void A_stranger_is_closed_without_an_answer(string bytes)
    {
        var end = new MachineEnd(isDialer: false);
        end.Feed(Encoding.ASCII.GetBytes(bytes));
        end.FeedEnd();
        Assert.False(end.Closed!.Tell);
        Assert.Empty(end.TakeAll());
    }

    [Fact]
    public void Nothing_behind_a_wrong_token_is_parsed()
    {
        var listener = new MachineEnd(false, Pair.Options("tcp://s") with { Token = Pair.Bytes(32) });
        Span<byte> bytes = stackalloc byte[ConnectionWire.PreambleBytes + 4];
        bytes.Fill(0xff);
        // A wrong version and a hello of 4 GB stand behind the token: the reason is the token all the same.
        Preamble.Write(bytes, Pair.Bytes(31), 99);
        listener.Feed(bytes);
        Assert.Contains("token", listener.Closed!.Reason, StringComparison.Ordinal);
        Assert.Empty(listener.TakeAll());
    }

    [Fact]
    public void Each_end_names_both_versions_when_they_differ()
    {
        var pair = new MachinePair(Pair.Options("tcp://d") with { WireVersion = 2 });
        var greeting = pair.Dialer.TakeAll();
        pair.Listener.Feed(greeting);
        pair.Dialer.Feed(pair.Listener.TakeAll());
        Assert.Contains("this end speaks 1, the peer 2", pair.Listener.Closed!.Reason, StringComparison.Ordinal);
        Assert.Contains("this end speaks 2, the peer 1", pair.Dialer.Closed!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hello_that_is_too_long_or_no_map_closes()
    {
        foreach (var (length, content, reason) in new (uint, byte[], string)[]
                 {
                     (1u << 30, [], "hello of 1,073,741,824 bytes"),
                     (1, [0x90], "map"),
                     (1, [0x80], "\"weft\""),
                 })
        {
            var bytes = new byte[ConnectionWire.PreambleBytes + 4];
            Preamble.Write(bytes, default, ConnectionWire.Version);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(ConnectionWire.PreambleBytes), length);
            var end = new MachineEnd(isDialer: false);
            end.Feed([.. bytes, .. content]);
            Assert.Contains(reason, end.Closed!.Reason, StringComparison.Ordinal);
        }
    }

    private static byte[] Piece(byte kind, byte message, byte flags, uint transfer, uint length, byte[]? content = null)
    {
        var bytes = new byte[ConnectionWire.PieceHeaderBytes];
        (bytes[0], bytes[1], bytes[2]) = (kind, message, flags);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), transfer);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), length);
        return [.. bytes, .. content ?? []];
    }

    private static byte[] Open(uint transfer, int bytes)
    {
        var header = RawFamily.HeaderOf("byte", bytes).Encoded.ToArray();
        var length = new byte[5];
        length[0] = 0xce;
        BinaryPrimitives.WriteUInt32BigEndian(length.AsSpan(1), (uint)bytes);
        byte[] head = [0x92, 0xc4, 0, 0x91, 0x92, 0xc4, (byte)header.Length, .. header, 0x91, .. length];
        return Piece(2, 1, 0, transfer, (uint)head.Length, head);
    }
}
