using System.Buffers;

namespace Weft.Serialization.Tests.Peers;

/// <summary>Msgpack of ours read by others, and theirs by us; each says what it read as lines of text.</summary>
public sealed class MsgPackPeerTests : IDisposable
{
    private const int ValueCount = 10_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("weft-peer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PythonFact]
    public void Python_reads_ten_thousand_values_of_ours_as_they_were_written() => TheyRead(MsgPackPeer.Python!);

    [PythonFact]
    public void We_read_ten_thousand_values_of_Pythons_as_they_were_written() => WeRead(MsgPackPeer.Python!);

    [NodeFact]
    public void Node_reads_ten_thousand_values_of_ours_as_they_were_written() => TheyRead(MsgPackPeer.Node!);

    [NodeFact]
    public void We_read_ten_thousand_values_of_Nodes_as_they_were_written() => WeRead(MsgPackPeer.Node!);

    [Fact]
    public void We_read_ten_thousand_values_of_ours_within_the_limits()
    {
        var reader = new MsgPackReader(Encode(), Limits.Default);
        Assert.Equal(ValueCount, Lines(ref reader).Count);
    }

    private void TheyRead(MsgPackPeer peer)
    {
        var encoded = Encode();
        File.WriteAllBytes(In("ours"), encoded);
        peer.Run("decode", In("ours"), In("text"));
        var reader = new MsgPackReader(encoded, Limits.Default);
        Compare(Lines(ref reader), File.ReadAllLines(In("text")));
    }

    private void WeRead(MsgPackPeer peer)
    {
        peer.Run("encode", $"{ValueCount}", In("theirs"), In("text"));
        var reader = new MsgPackReader(File.ReadAllBytes(In("theirs")), Limits.Default);
        Compare(File.ReadAllLines(In("text")), Lines(ref reader));
    }

    private static void Compare(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        Assert.Equal(ValueCount, expected.Count);
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
            Assert.True(expected[i] == actual[i], Difference(i, expected[i], actual[i]));
    }

    private static string Difference(int index, string expected, string actual)
    {
        int same = expected.AsSpan().CommonPrefixLength(actual);
        return $"value {index} from character {same} on: expected {Cut(expected)}, found {Cut(actual)}";

        string Cut(string text) => text[same..Math.Min(text.Length, same + 80)];
    }

    private static List<string> Lines(ref MsgPackReader reader)
    {
        var lines = new List<string>();
        while (!reader.IsAtEnd) lines.Add(PeerValues.Read(ref reader));
        return lines;
    }

    private static byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MsgPackWriter(output);
        var random = new Random(7);
        for (int i = 0; i < ValueCount; i++) PeerValues.Write(ref writer, random, 0);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private string In(string name) => Path.Combine(_folder, name);
}
