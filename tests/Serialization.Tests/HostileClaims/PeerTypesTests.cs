namespace Weft.Serialization.Tests.HostileClaims;

/// <summary>Peers that name ever new types are stopped, and take no place of what this process knows itself.</summary>
public class PeerTypesTests
{
    private static readonly SerializeOptions Pickle = new() { Serializers = ["pickle"], OnError = OnError.Raise };
    private static readonly string[] Words = ["sbyte", "byte", "short", "ushort", "uint", "long", "ulong", "half"];

    [Fact]
    public void Peers_name_no_more_types_than_the_limit()
    {
        var weft = New(16);
        int taken = Flood(weft);
        Assert.Equal(16, taken);
        var error = Assert.Throws<WireFormatException>(() => weft.Deserialize(Named("System.Tuple`1[char]")));
        Assert.Contains("Limits.PeerTypesMax", error.Message, StringComparison.Ordinal);

        // Arrays are types too, and what was named before is there.
        Assert.Throws<WireFormatException>(() => weft.Deserialize(Named("System.Range[,,,,,]")));
        Assert.Equal(16, Flood(weft));
    }

    [Fact]
    public void What_this_process_encoded_asked_for_allowed_or_declares_is_taken_after_a_flood()
    {
        var weft = New(16);
        Assert.Equal(16, Flood(weft));
        var encoded = new Dictionary<DateTime, (string, Half)> { [DateTime.UnixEpoch] = ("a", Half.One) };
        Assert.Equal(encoded, weft.Deserialize(New(16).Serialize(encoded, Pickle)));

        string name = "System.Collections.Generic.Queue`1[System.ValueTuple`2[half,half]]";
        Assert.Throws<WireFormatException>(() => weft.Deserialize(Named(name)));
        Assert.Empty(weft.Deserialize<Queue<(Half, Half)>>(Named(name)));

        name = "System.Collections.Generic.Stack`1[System.ValueTuple`2[half,half]]";
        Assert.Throws<WireFormatException>(() => weft.Deserialize(Named(name)));
        TypePolicy.Closed.AllowType(typeof(Stack<(Half, Half)>));
        Assert.Empty((Stack<(Half, Half)>)weft.Deserialize(Named(name))!);

        Assert.NotNull(weft.Deserialize(New(16).Serialize(new Shelf(new LinkedList<(Half, sbyte)>()), Pickle)));
    }

    // How many of 64 combinations are taken.
    private static int Flood(WeftSerializer weft)
    {
        int taken = 0;
        foreach (string first in Words)
        {
            foreach (string second in Words)
            {
                string name = $"System.Tuple`4[{first},{second},System.Range,System.Index]";
                if (Record.Exception(() => weft.Types.Resolve(name, weft.Limits)) is null) taken++;
            }
        }

        return taken;
    }

    private static Payload Named(string type)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new MsgPackWriter(output);
        writer.WriteArrayHeader(2);
        writer.WriteString(type);
        writer.WriteArrayHeader(0);
        writer.Flush();
        return new Payload(new HeaderBuilder().Set("serializer", "pickle").Build(), output.WrittenMemory);
    }

    private static WeftSerializer New(int peerTypesMax)
    {
        var registry = new SerializerRegistry();
        registry.AllowType(typeof(Shelf));
        return new WeftSerializer(
            registry, new WeftSerializerOptions { Limits = Limits.Default with { PeerTypesMax = peerTypesMax } });
    }

    private sealed record Shelf(LinkedList<(Half, sbyte)> Books);
}
