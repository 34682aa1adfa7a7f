using System.Text.Json;
using Weft.Serialization;

namespace Weft.Bench;

/// <summary>
/// The commonest small results to header + frames and back, beside System.Text.Json on the same value.
/// </summary>
internal static class ValueBench
{
    public static Task<IReadOnlyList<BenchResult>> RunAsync(BenchOptions options)
    {
        var serializer = new WeftSerializer(
            new SerializerRegistry(), new WeftSerializerOptions { TypePolicy = TypePolicy.Closed.AllowType<Trade>() });
        return Task.FromResult<IReadOnlyList<BenchResult>>(
        [
            RoundTrip("small_int_roundtrip", 123_456, 300, serializer, options),
            RoundTrip("small_double_roundtrip", 1.5, 300, serializer, options),
            RoundTrip("small_text_roundtrip", "sixteen letters.", 300, serializer, options),
            RoundTrip("small_record_roundtrip", new Trade("ACME", 3, 1.25, true, 99), 1000, serializer, options),
        ]);
    }

    private static BenchResult RoundTrip<T>(
        string name, T value, double budget, WeftSerializer serializer, BenchOptions options)
    {
        object? boxed = value;
        object? back = null;
        void Weft() => back = serializer.Deserialize(serializer.Serialize(boxed));
        void Json() => JsonSerializer.Deserialize<T>(JsonSerializer.SerializeToUtf8Bytes(value));

        Steady.Reach(Weft);
        Steady.Reach(Json);
        var (time, json) = Measure.Paired(options.Rounds, options.Quick ? 20_000 : 100_000, Weft, Json);
        if (!Equals(boxed, back)) throw new InvalidDataException($"{boxed} came back as {back}");
        return BenchResult.AtMost(name, time, "ns", json, budget);
    }

    /// <summary>A record of five fields.</summary>
    private sealed record Trade(string Symbol, int Count, double Price, bool Buys, long Id);
}
