using System.Text.Json;
using Newtonsoft.Json;
using Weft.Serialization;

namespace Weft.Bench;

/// <summary>Weft and those it is measured beside. All make bytes, not texts, and fresh values.</summary>
internal static partial class Contenders
{
    public static Contender Weft(object value, WeftSerializer serializer) => new(
        "weft", () => serializer.Serialize(value), payload => serializer.Deserialize((Payload)payload));

    /// <summary>A fresh array and a copy, both ways: what nobody who copies can do better.</summary>
    public static Contender Memcpy(double[] array) => new("memcpy", () => Copy(array), copy => Copy((double[])copy));

    public static Contender SystemTextJson<T>(T value, JsonSerializerOptions? options = null) => new(
        "system_text_json",
        () => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(value, options),
        bytes => System.Text.Json.JsonSerializer.Deserialize<T>((byte[])bytes, options));

    public static Contender Newtonsoft<T>(T value, JsonSerializerSettings? settings = null)
    {
        var serializer = global::Newtonsoft.Json.JsonSerializer.Create(settings);
        return new Contender("newtonsoft_json", Encode, Decode);

        object Encode()
        {
            var stream = new MemoryStream();
            using (var writer = new StreamWriter(stream, leaveOpen: true)) serializer.Serialize(writer, value);
            return stream;
        }

        object? Decode(object encoded)
        {
            var stream = (MemoryStream)encoded;
            using var bytes = new MemoryStream(stream.GetBuffer(), 0, (int)stream.Length);
            using var reader = new JsonTextReader(new StreamReader(bytes));
            return serializer.Deserialize<T>(reader);
        }
    }

    /// <summary>Those of them that take any value of a type, where they are at hand.</summary>
    public static Contender[] General<T>(T value)
    {
        var contenders = new List<Contender> { SystemTextJson(value), Newtonsoft(value) };
        AddMessagePack(value, contenders);
        return [.. contenders];
    }

    // MessagePack-CSharp comes with the packages of src/Actors; without them this does nothing.
    static partial void AddMessagePack<T>(T value, List<Contender> contenders);

    private static double[] Copy(double[] array)
    {
        var copy = GC.AllocateUninitializedArray<double>(array.Length);
        array.CopyTo(copy, 0);
        return copy;
    }
}
