namespace Weft.Serialization.Tests;

/// <summary>
/// To the runtime an array of sbytes, or of an enum over bytes, is an array of bytes. It must not become one.
/// </summary>
public class ByteLikeArrayTests
{
    public enum Tone : byte
    {
        Low,
        High,
    }

    public static TheoryData<string, string> Calls
    {
        get
        {
            var calls = new TheoryData<string, string>();
            foreach (string family in new[] { "dask", "pickle", "msgpack" })
            {
                foreach (string kind in new[] { "sbyte", "enum" })
                {
                    if (family != "msgpack" || kind != "enum") calls.Add(family, kind);
                }
            }

            return calls;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void They_come_back_as_what_they_are_by_every_family(string family, string kind)
    {
        var weft = TestSerializers.New(typeof(Tone).Assembly);
        var options = new SerializeOptions { OnError = OnError.Raise, Serializers = [family] };
        Array value = kind == "enum" ? new[] { Tone.High, Tone.Low } : new sbyte[] { -1, 2 };
        object? back = weft.Deserialize(weft.Serialize(value, options));
        Assert.Equal(value.GetType(), back!.GetType());
        Assert.Equal(value, back);
    }

    [Fact]
    public void They_come_back_as_what_they_are_as_fields_of_an_object()
    {
        var registry = new SerializerRegistry();
        registry.AllowAssembly(typeof(Tone).Assembly);
        registry.RegisterGeneric<Fields>();
        var weft = new WeftSerializer(registry);
        var fields = new Fields { Signed = [-1, 2], Tones = [Tone.High], Bytes = [1, 2], Boxed = new sbyte[] { 5 } };
        var back = weft.Deserialize<Fields>(weft.Serialize(fields, new SerializeOptions { OnError = OnError.Raise }));
        Assert.Equal(typeof(sbyte[]), back.Signed!.GetType());
        Assert.Equal(typeof(Tone[]), back.Tones!.GetType());
        Assert.Equal(typeof(byte[]), back.Bytes!.GetType());
        Assert.Equal(typeof(sbyte[]), back.Boxed!.GetType());
        Assert.Equal(fields.Signed, back.Signed);
        Assert.Equal(fields.Tones, back.Tones);
    }

    [Fact]
    public void A_message_says_numbers_and_not_bytes()
    {
        var weft = TestSerializers.New();
        var message = new Dictionary<string, object?> { ["x"] = new sbyte[] { -1, 2 }, ["y"] = new byte[] { 1, 2 } };
        var back = (Dictionary<string, object?>)weft.Loads(weft.Dumps(message))!;
        Assert.Equal([-1, 2], Assert.IsType<List<object?>>(back["x"]));
        Assert.Equal([1, 2], Assert.IsType<byte[]>(back["y"]));
    }

    public sealed class Fields
    {
        public sbyte[]? Signed;
        public Tone[]? Tones;
        public byte[]? Bytes;
        public object? Boxed;
    }
}
