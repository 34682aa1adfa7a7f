using System.Runtime.InteropServices;

namespace Weft.Serialization.Tests.Pickle;

public class PickleFrameTests
{
    private static readonly WeftSerializer Serializer = PickleTesting.Serializer();

    [Fact]
    [Trait("reference", "72")]
    public void A_longer_array_is_a_frame_that_aliases_it_and_a_short_one_stands_in_the_stream()
    {
        // test_pickle.py test_pickle_out_of_band
        var values = new double[65];
        var payload = Serializer.Serialize(new Measurement { Name = "a", Values = values }, PickleTesting.Only);
        Assert.Equal(2, payload.Frames.Count);
        values[64] = 3;
        Assert.Equal(3.0, MemoryMarshal.Read<double>(payload.Frames[1].Span[^8..]));
        Assert.Single(
            Serializer.Serialize(new Measurement { Name = "a", Values = new double[64] }, PickleTesting.Only).Frames);
        Assert.Single(Serializer.Serialize(new Measurement { Name = "a", Values = [] }, PickleTesting.Only).Frames);
    }

    [Fact]
    public void The_array_in_the_result_is_the_destination_that_the_receiver_handed_out()
    {
        var sent =
            new Measurement
            {
                Name = "a",
                Values = [.. Enumerable.Range(0, 1000).Select(i => (double)i)],
                Grid = new int[30, 40]
            };
        sent.Grid[29, 39] = 5;
        var payload = Serializer.Serialize(sent, PickleTesting.Only);
        long[] lengths = [.. payload.Frames.Select(f => (long)f.Length)];
        using var receiver = Serializer.BeginReceive(payload.Header, lengths);
        Assert.Equal(3, receiver.FrameCount);
        var places = new Memory<byte>[3];
        for (int i = 0; i < 3; i++)
        {
            places[i] = receiver.Destination(i);
            Assert.Equal(lengths[i], places[i].Length);
            payload.Frames[i].CopyTo(places[i]);
        }

        var back = (Measurement)receiver.Complete()!;
        Assert.Equal(sent.Values, back.Values);
        Assert.Equal(sent.Grid, back.Grid);
        int values = places[1].Length == 8000 ? 1 : 2;
        MemoryMarshal.Write(places[values].Span[^8..], 42.0);
        Assert.Equal(42.0, back.Values[999]);
        MemoryMarshal.Write(places[3 - values].Span[^4..], 43);
        Assert.Equal(43, back.Grid![29, 39]);
    }

    [Fact]
    public void Arrays_of_every_raw_element_type_land_whole()
    {
        Array[] arrays =
        [
            Fill<byte>(i => (byte)i), Fill<sbyte>(i => (sbyte)i), Fill<short>(i => (short)i),
                Fill<ushort>(i => (ushort)i), Fill(i => i),
            Fill<uint>(i => (uint)i), Fill<long>(i => i), Fill<ulong>(i => (ulong)i), Fill<float>(i => i),
                Fill<double>(i => i),
            Fill<char>(i => (char)i), Fill(i => (Half)i), Fill(i => (Int128)i), Fill(i => (UInt128)i),
                Fill(i => i % 2 == 0),
            Fill<decimal>(i => i / 4m), Fill(i => new DateTime(i, DateTimeKind.Utc)), Fill(i => TimeSpan.FromTicks(i)),
            Fill(DateOnly.FromDayNumber), Fill(i => new TimeOnly(i)), Fill(i => new System.Numerics.Complex(i, -i)),
            Fill(i => new Guid(i, 0, 0, new byte[8])), Fill(i => i % 2 == 0 ? Side.Buy : Side.Sell),
                Fill(i => new Sample { Index = i, Value = i }),
        ];
        foreach (var array in arrays)
        {
            var payload = Serializer.Serialize(new Pair(array, null), PickleTesting.Only);
            Assert.Equal(2, payload.Frames.Count);
            var back = (Array)((Pair)Serializer.Deserialize(PickleTesting.Travel(payload))!).Left!;
            Assert.Equal(array.GetType(), back.GetType());
            Assert.Equal(array, back);
        }
    }

    [Fact]
    public void Bytes_that_are_no_values_are_refused_once_they_have_landed()
    {
        foreach (
            Array array in new Array[] { new bool[600], new DateTime[100], new decimal[100], new DateOnly[200],
                new TimeOnly[100], new System.Text.Rune[200] })
        {
            var payload = PickleTesting.Travel(Serializer.Serialize(new Pair(array, null), PickleTesting.Only));
            var bytes = payload.Frames[1].ToArray();
            bytes.AsSpan(^16..).Fill(0x7f);
            var error =
                Assert.Throws<WireFormatException>(
                    () => Serializer.Deserialize(new Payload(payload.Header, payload.Frames[0], bytes)));
            Assert.Contains("are no System.", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_structure_with_gaps_is_written_field_by_field()
    {
        var gaps = Enumerable.Range(0, 200).Select(i => new Gapped { Flag = 1, Value = i }).ToArray();
        var payload = Serializer.Serialize(gaps, PickleTesting.Only);
        Assert.Single(payload.Frames);
        Assert.Equal(gaps, (Gapped[])Serializer.Deserialize(payload)!);
    }

    [Fact]
    public void A_longer_list_of_numbers_is_a_frame_that_aliases_it_and_becomes_its_memory()
    {
        var list = new List<double>(1000);
        list.AddRange(Enumerable.Range(0, 700).Select(i => (double)i));
        var payload = Serializer.Serialize(new Pair(list, list), PickleTesting.Only);
        Assert.Equal([7 * 800], payload.Frames.Skip(1).Select(f => f.Length));
        list[699] = 42;
        Assert.Equal(42.0, MemoryMarshal.Read<double>(payload.Frames[1].Span[^8..]));

        using var receiver = Serializer.BeginReceive(
            payload.Header, [.. payload.Frames.Select(f => (long)f.Length)]);
        for (int i = 0; i < 2; i++) payload.Frames[i].CopyTo(receiver.Destination(i));
        var place = receiver.Destination(1);
        var back = (Pair)receiver.Complete()!;
        Assert.Same(back.Left, back.Right);
        var numbers = Assert.IsType<List<double>>(back.Left);
        Assert.Equal(list, numbers);
        MemoryMarshal.Write(place.Span, 7.0);
        Assert.Equal(7.0, numbers[0]);
        numbers.Add(1);
        Assert.Equal(701, numbers.Count);
    }

    [Fact]
    public void Lists_of_every_length_and_of_structures_come_back_equal()
    {
        foreach (int length in new[] { 0, 1, 64, 65, 513, 3000 })
        {
            AssertComesBack(Enumerable.Range(0, length).ToList());
            AssertComesBack(Enumerable.Range(0, length).Select(i => (byte)i).ToList());
            AssertComesBack(Enumerable.Range(0, length).Select(i => i % 2 == 0).ToList());
            AssertComesBack(Enumerable.Range(0, length).Select(i => new Sample { Index = i, Value = i }).ToList());
            AssertComesBack(Enumerable.Range(0, length).Select(i => new Gapped { Flag = 1, Value = i }).ToList());
            AssertComesBack(Enumerable.Range(0, length).Select(i => i % 3 == 0 ? (int?)null : i).ToList());
        }

        static void AssertComesBack<T>(List<T> list)
        {
            var payload = PickleTesting.Travel(Serializer.Serialize(new Pair("x", list), PickleTesting.Only));
            Assert.Equal(list, Assert.IsType<List<T>>(((Pair)Serializer.Deserialize(payload)!).Right));
        }
    }

    [Fact]
    public void A_list_whose_part_is_of_another_element_type_is_refused()
    {
        var numbers = Serializer.Serialize(new List<int>(new int[200]), PickleTesting.Only);
        var others = Serializer.Serialize(new List<uint>(new uint[200]), PickleTesting.Only);
        var error = Assert.Throws<WireFormatException>(
            () => Serializer.Deserialize(new Payload(others.Header, numbers.Frames[0], others.Frames[1])));
        Assert.Contains("System.Int32[]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_longer_list_inside_a_key_stands_in_the_stream()
    {
        var keyed = new Dictionary<object, int> { [Tuple.Create(new List<int>(Enumerable.Range(0, 200)))] = 1 };
        var payload = Serializer.Serialize(keyed, PickleTesting.Only);
        Assert.Single(payload.Frames);
        var back = (Dictionary<object, int>)Serializer.Deserialize(payload)!;
        Assert.Equal(Enumerable.Range(0, 200), Assert.IsType<Tuple<List<int>>>(back.Keys.Single()).Item1);
    }

    private static T[] Fill<T>(Func<int, T> make) => [.. Enumerable.Range(0, 700).Select(make)];

    public struct Gapped
    {
        public byte Flag;

        public long Value;
    }
}
