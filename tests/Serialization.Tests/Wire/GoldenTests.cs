using System.Data;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text;

namespace Weft.Serialization.Tests;

/// <summary>
/// What values look like on the wire, in hex against drift and in readable form for meaning. A difference is a change
/// of
/// the wire: change docs/wire.md too, then write the files anew with WEFT_UPDATE_GOLDENS=1.
/// </summary>
public class GoldenTests
{
    private static readonly WeftSerializer Weft = TestSerializers.New(typeof(Point).Assembly);
    private static readonly SerializeOptions MsgPack = new() { Serializers = ["dask", "msgpack"] };

    private static readonly Dictionary<string, Func<Payload>> Payloads = new()
    {
        ["array-double"] = () => Weft.Serialize(new[] { 1.0, -2.5, double.NaN }),
        ["array-int-2x3"] = () => Weft.Serialize(new[,] { { 1, 2, 3 }, { 4, 5, 6 } }),
        ["array-bytes-empty"] = () => Weft.Serialize(Array.Empty<byte>()),
        ["array-of-structures"] = () => Weft.Serialize(new[] { new Point(1, 2.0) }),
        ["list-of-enums"] = () => Weft.Serialize(new List<Colour> { Colour.Green }),
        ["strings"] = () => Weft.Serialize(new string?[] { "a", null, "ö" }),
        ["tensor-columns"] = () => Weft.Serialize(Tensor.Create(new short[] { 1, 2, 3, 4, 5, 6 }, [2, 3], [1, 2])),
        ["tensor-repeated"] = () => Weft.Serialize(Tensor.Create(new short[] { 1, 2 }, [3, 2], [0, 1])),
        ["table"] = () => Weft.Serialize(Table()),
        ["nullables"] = () => Weft.Serialize(
            Enumerable.Range(0, 16).Select(i => i == 3 ? null : (byte?)i).ToArray()),
        ["boxed"] = () => Weft.Serialize(Enumerable.Range(0, 16).Select(i => (object)(short)i).ToList()),
        ["bits"] = () => Weft.Serialize(new System.Collections.BitArray([true, false, true])),
        ["mixed-list"] = () => Weft.Serialize(new List<object?> { 1, new byte[] { 2 }, null, "x" }, MsgPack),
        ["keys-apart"] = () => Weft.Serialize(new Dictionary<Guid, byte[]> { [Guid.Empty] = [1] }),
        ["aggregate"] = () => Weft.Serialize(new AggregateException("all", new TimeoutException("late"))),
        ["exception"] = () => Weft.Serialize(new InvalidOperationException("no", new TimeoutException("late"))),
        ["collection"] = () => Weft.Serialize(
            new Dictionary<string, object> { ["x"] = new[] { 1.0f }, ["y"] = 5 }, MsgPack),
        ["msgpack-long"] = () => Weft.Serialize(7L, MsgPack),
        ["error"] = () => Weft.Serialize(new object(), new SerializeOptions { Serializers = ["msgpack"] }),
    };

    public static TheoryData<string> Names => [.. Payloads.Keys, "message"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_and_meaning_are_those_of_the_golden(string name)
    {
        var frames = name == "message" ? Message() : AsFrames(Payloads[name]());
        Compare(name + ".hex", string.Concat(frames.Select(f => Convert.ToHexStringLower(f.Span) + "\n")));
        Compare(name + ".txt", Describe(frames, name == "message"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_golden_of_hex_is_read_as_a_value(string name)
    {
        var frames = File.ReadLines(FileOf(name + ".hex"))
            .Select(line => (ReadOnlyMemory<byte>)Convert.FromHexString(line)).ToArray();
        if (name == "message")
        {
            Assert.IsType<Dictionary<string, object?>>(Weft.Loads(frames));
            return;
        }

        var payload = new Payload(Header.FromEncoded(frames[0]), frames[1..]);
        if (name == "error") Assert.Throws<RemoteErrorException>(() => Weft.Deserialize(payload));
        else Assert.NotNull(Weft.Deserialize(payload));
    }

    [Fact]
    public void A_packed_envelope_is_that_of_the_golden()
    {
        var packed = PackedEnvelopeTests.Example();
        int head = 4 + packed[0];
        Compare("packed.hex", Convert.ToHexStringLower(packed) + "\n");
        Compare(
            "packed.txt",
            $"length {packed[0]}\nhead   {MsgPackText.Describe(packed.AsSpan(4, head - 4))}\n"
                + $"frames {Printable(packed.AsSpan(head))}\n");
        var golden = Convert.FromHexString(File.ReadAllText(FileOf("packed.hex")).Trim());
        var back = PackedEnvelope.Unpack(golden, Limits.Default);
        Assert.Equal([2, 0], back.Values.Select(v => ((Serialized)v).Payload.Frames.Count));
    }

    private static DataTable Table()
    {
        var table = new DataTable("t");
        table.Columns.Add("n", typeof(short));
        table.Columns.Add("s", typeof(string));
        table.Rows.Add((short)1, "a");
        table.Rows.Add(null, null);
        table.Columns[0].Unique = true;
        return table;
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> Message() => Weft.Dumps(new Dictionary<string, object?>
    {
        ["op"] = "put",
        ["data"] = new List<object?> { new ToSerialize(new short[] { 1, 2 }), new ToSerialize(Array.Empty<short>()) },
    });

    private static IReadOnlyList<ReadOnlyMemory<byte>> AsFrames(Payload payload) =>
        [payload.Header.Encoded, .. payload.Frames];

    private static string Describe(IReadOnlyList<ReadOnlyMemory<byte>> frames, bool isMessage)
    {
        var text = new StringBuilder();
        for (int i = 0; i < frames.Count; i++)
        {
            bool isMsgPack = i == 0 || (isMessage && i == 1);
            text.Append(i == 0 ? (isMessage ? "body   " : "header ") : isMsgPack ? "head   " : "frame  ");
            text.Append(isMsgPack ? MsgPackText.Describe(frames[i].Span) : Printable(frames[i].Span)).Append('\n');
        }

        return text.ToString();
    }

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(Convert.ToHexStringLower(bytes)).Append("  ");
        foreach (byte b in bytes) text.Append(b is >= 0x20 and < 0x7f ? (char)b : '.');
        return text.ToString();
    }

    private static void Compare(string name, string actual)
    {
        string file = FileOf(name);
        if (Environment.GetEnvironmentVariable("WEFT_UPDATE_GOLDENS") == "1") File.WriteAllText(file, actual);
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), actual);
    }

    private static string FileOf(string name, [CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "Goldens", name);
}
