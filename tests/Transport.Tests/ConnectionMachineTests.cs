using Weft.Serialization;

namespace Weft.Transport.Tests;

public sealed class ConnectionMachineTests
{
    [Fact]
    public void Both_ends_learn_each_others_names_and_families()
    {
        var dialer = Pair.Options("tcp://a") with { Serializers = ["raw"], Deserializers = ["raw", "dask"] };
        var pair = new MachinePair(dialer).Run();
        Assert.Equal("tcp://a", pair.Listener.Peer!.Self.Value);
        Assert.Equal("tcp://listener", pair.Dialer.Peer!.Self.Value);
        Assert.Equal(["raw"], pair.Listener.Peer.Serializers!);
        Assert.Equal(["raw", "dask"], pair.Listener.Peer.Deserializers!);
        Assert.Equal(Limits.Default.FrameBytesMax, pair.Listener.Peer.FrameBytesMax);
    }

    [Fact]
    public void Input_may_be_cut_at_every_position()
    {
        var stream = Record(out var expected);
        for (var cut = 1; cut < stream.Length; cut += cut < 4096 || cut > stream.Length - 4096 ? 1 : 997)
        {
            var end = new MachineEnd(isDialer: false);
            stream.Feed(end, 0, cut);
            stream.Feed(end, cut, stream.Length);
            Same(expected, end);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4093)]
    [InlineData(70_000)]
    public void Input_may_come_in_portions_of_any_length(int portion)
    {
        var stream = Record(out var expected);
        var end = new MachineEnd(isDialer: false);
        stream.Feed(end, 0, stream.Length, portion);
        Same(expected, end);
    }

    [Fact]
    public void A_stream_that_ends_anywhere_closes_with_a_reason_and_delivers_nothing_half()
    {
        var stream = Record(out var expected);
        for (var cut = 0; cut < stream.Length; cut += cut < 1024 ? 1 : 4999)
        {
            var end = new MachineEnd(isDialer: false);
            stream.Feed(end, 0, cut);
            end.FeedEnd();
            Assert.NotNull(end.Closed);
            Assert.False(end.Closed.Tell);
            Assert.True(end.Delivered.Count < expected.Count);
        }
    }

    [Fact]
    public void Bytes_changed_at_random_never_do_more_than_close()
    {
        var stream = Record(out _);
        var greeting = new MachinePair().Run().FromDialer.Count;
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var hostile = stream with { Bytes = [.. stream.Bytes] };
            for (var change = random.Next(1, 4); change > 0; change--)
                hostile.Bytes[random.Next(greeting, greeting + 600)] = (byte)random.Next(256);
            var end = new MachineEnd(isDialer: false);
            hostile.Feed(end, 0, hostile.Length, random.Next(1, 100_000));
            end.FeedEnd();
            Assert.False(string.IsNullOrEmpty(end.Closed!.Reason));
        }
    }

    [Fact]
    public void A_frame_that_is_written_is_the_callers_memory()
    {
        var pair = new MachinePair().Run();
        var bytes = Pair.Bytes(3_000_000);
        pair.Dialer.Send(Pair.Message(1, MachinePair.Raw(bytes)), MessageKind.Data);
        pair.Listener.Feed(pair.Dialer.Take());
        pair.Dialer.Feed(pair.Listener.Take());
        var seen = 0;
        pair.Dialer.Take(write =>
        {
            foreach (var run in write.Runs)
                if (run.Span.Overlaps(bytes)) seen += run.Length;
        });
        Assert.Equal(1 << 20, seen);
    }

    [Fact]
    public void Bulk_messages_take_turns_piece_by_piece_and_a_small_one_waits_for_none()
    {
        var pair = new MachinePair().Run();
        pair.Dialer.Send(Pair.Message(1, MachinePair.Raw(Pair.Bytes(5 << 20))), MessageKind.Data);
        pair.Dialer.Send(Pair.Message(2, MachinePair.Raw(Pair.Bytes(5 << 20))), MessageKind.Data);
        pair.Listener.Feed(pair.Dialer.TakeAll());
        pair.Dialer.Feed(pair.Listener.TakeAll());
        var transfers = new List<uint>();
        for (var turn = 0; turn < 4; turn++)
        {
            var bytes = pair.Dialer.Take();
            var piece = PieceHeader.Read(bytes, 0);
            Assert.Equal(PieceKind.Frames, piece.Kind);
            Assert.Equal(ConnectionWire.PieceBytesMax, piece.Length);
            transfers.Add(piece.Transfer);
            pair.Listener.Feed(bytes);
        }
        Assert.Equal([1u, 2, 1, 2], transfers);
        pair.Dialer.Send(Pair.Message(3));
        Assert.Equal(PieceKind.Message, PieceHeader.Read(pair.Dialer.Take(pair.Listener.FeedRuns), 0).Kind);
        Assert.Equal(3, Assert.Single(pair.Listener.Delivered).Body.Span[0]);
        pair.Run();
        Assert.Equal([3, 1, 2], pair.Listener.Delivered.Select(message => message.Body.Span[0]));
    }

    [Theory]
    [InlineData(MessageKind.Admin, new byte[] { 1, 2, 3 })]
    [InlineData(MessageKind.Task, new byte[] { 1, 2, 3 })]
    [InlineData(MessageKind.Data, new byte[] { 2, 1, 3 })]
    public void Only_a_bulk_data_message_may_be_overtaken(MessageKind kind, byte[] order)
    {
        var pair = new MachinePair().Run();
        pair.Dialer.Send(Pair.Message(1, MachinePair.Raw(Pair.Bytes(300_000))), kind);
        pair.Dialer.Send(Pair.Message(2));
        pair.Run();
        pair.Dialer.Send(Pair.Message(3));
        pair.Run();
        Assert.Equal(order, pair.Listener.Delivered.Select(message => message.Body.Span[0]));
    }

    [Fact]
    public void A_message_longer_than_a_piece_keeps_its_place()
    {
        var pair = new MachinePair().Run();
        var body = Pair.Bytes(5_000_000);
        pair.Dialer.Send(Pair.Message(1));
        pair.Dialer.Send(new Envelope(body, []));
        pair.Dialer.Send(Pair.Message(3));
        pair.Run();
        Assert.Equal([1, body.Length, 1], pair.Listener.Delivered.Select(m => Math.Min(m.Body.Length, body.Length)));
        Assert.True(body.AsSpan().SequenceEqual(pair.Listener.Delivered[1].Body.Span));
    }

    [Fact]
    public void Frames_wait_for_credit()
    {
        var pair = new MachinePair().Run();
        pair.Listener.GrantsAtOnce = false;
        pair.Dialer.Send(Pair.Message(1, MachinePair.Raw(Pair.Bytes(200_000))), MessageKind.Data);
        pair.Run();
        var waiting = Assert.Single(pair.Listener.AwaitingCredit);
        Assert.Equal(200_000, waiting.DeclaredBytes);
        Assert.True(pair.Dialer.Counters.Received(MessageKind.Admin) == 0 && pair.FromDialer.Count < 1000);
        Assert.True(waiting.Begin(out var refused));
        pair.Listener.Outbound.Grant(waiting.Transfer, refused.Span);
        pair.Run();
        Assert.Single(pair.Listener.Delivered);
    }

    [Fact]
    public void Values_stay_as_they_are_where_they_are_passed_on()
    {
        var pair = new MachinePair(listener: Pair.Options("tcp://s") with { DecodeValues = false }).Run();
        var large = MachinePair.Raw(Pair.Bytes(100_000));
        pair.Dialer.Send(Pair.Message(1, large, MachinePair.Raw(Pair.Bytes(10))), MessageKind.Data);
        pair.Run();
        var values = Assert.Single(pair.Listener.Delivered).Values;
        var passed = Assert.IsType<Serialized>(values[0]).Payload;
        Assert.Equal(large.Payload.Header, passed.Header);
        Assert.True(large.Payload.Frames[0].Span.SequenceEqual(passed.Frames[0].Span));
        Assert.Equal(10, Assert.IsType<Serialized>(values[1]).Payload.FrameBytes);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(3_000_000)]
    public void A_header_that_lies_fails_its_value_alone(int bytes)
    {
        var pair = new MachinePair().Run();
        var lying = new Serialized(new Payload(RawFamily.HeaderOf("double", 1L << 40), Pair.Bytes(bytes)));
        var good = Pair.Bytes(bytes);
        pair.Dialer.Send(Pair.Message(1, lying, MachinePair.Raw(good), lying), MessageKind.Data);
        pair.Run();
        var values = Assert.Single(pair.Listener.Delivered).Values.Cast<Deserialized>().ToArray();
        Assert.IsType<WireFormatException>(values[0].Failure);
        Assert.IsType<WireFormatException>(values[2].Failure);
        Assert.True(good.AsSpan().SequenceEqual((byte[])values[1].Value!));
        Assert.True(pair.FromDialer.Count < (bytes < 64 * 1024 ? 3 : 1) * bytes + 2000, "refused frames were sent");
        pair.Dialer.Send(Pair.Message(2));
        pair.Run();
        Assert.Equal(2, pair.Listener.Delivered.Count);
        Assert.Null(pair.Listener.Closed);
    }

    [Fact]
    public void A_message_whose_values_are_all_refused_arrives_without_its_frames()
    {
        var limits = Limits.Default with { FrameBytesMax = 1000 };
        var pair = new MachinePair(listener: Pair.Options("tcp://s") with { Limits = limits }).Run();
        pair.Dialer.Send(Pair.Message(1, MachinePair.Raw(Pair.Bytes(2_000_000))), MessageKind.Data);
        pair.Run();
        var value = Assert.IsType<Deserialized>(Assert.Single(Assert.Single(pair.Listener.Delivered).Values));
        Assert.Contains("Limits.FrameBytesMax", value.Failure!.Message, StringComparison.Ordinal);
        Assert.True(pair.FromDialer.Count < 1000);
    }

    [Fact]
    public void More_than_may_wait_is_not_taken()
    {
        var options = Pair.Options("tcp://d") with { QueuedBytesMax = 1000 };
        var pair = new MachinePair(options).Run();
        Assert.True(pair.Dialer.Send(new Envelope(new byte[900], [])));
        Assert.False(pair.Dialer.Send(new Envelope(new byte[200], [])));
        pair.Run();
        Assert.True(pair.Dialer.Send(new Envelope(new byte[200], [])));
    }

    private static Recording Record(out List<Envelope> expected)
    {
        var pair = new MachinePair().Run();
        pair.Dialer.Send(Pair.Message(1));
        pair.Dialer.Send(Pair.Message(2, MachinePair.Raw(Pair.Bytes(100)), MachinePair.Raw([])));
        pair.Dialer.Send(Pair.Message(3, MachinePair.Raw(Pair.Bytes(90_000)), MachinePair.Raw(Pair.Bytes(20_000))),
            MessageKind.Data);
        pair.Run();
        pair.Dialer.Send(new Envelope(Pair.Bytes(150_000), []), MessageKind.Task);
        pair.Run();
        expected = pair.Listener.Delivered;
        Assert.Equal(4, expected.Count);
        return new([.. pair.FromDialer], pair.Fences);
    }

    private static void Same(List<Envelope> expected, MachineEnd end)
    {
        Assert.Null(end.Closed);
        Assert.Equal(expected.Count, end.Delivered.Count);
        for (var index = 0; index < expected.Count; index++)
        {
            Assert.True(expected[index].Body.Span.SequenceEqual(end.Delivered[index].Body.Span));
            var (left, right) = (expected[index].Values, end.Delivered[index].Values);
            Assert.Equal(left.Count, right.Count);
            for (var value = 0; value < left.Count; value++)
                Assert.True(((byte[])((Deserialized)left[value]).Value!).AsSpan()
                    .SequenceEqual((byte[])((Deserialized)right[value]).Value!));
        }
    }

    // What a dialer wrote; what stands behind a fence may answer to what the listener says.
    private sealed record Recording(byte[] Bytes, List<int> Fences)
    {
        public int Length => Bytes.Length;

        public void Feed(MachineEnd end, int from, int to, int portion = int.MaxValue)
        {
            while (from < to)
            {
                var until = Math.Min(to, Fences.First(fence => fence > from));
                end.Feed(Bytes.AsSpan(from, until - from), portion);
                from = until;
            }
        }
    }
}
