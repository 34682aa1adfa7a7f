using System.Diagnostics.CodeAnalysis;
using Weft.Serialization;

namespace Weft.Examples.OwnFamily;

/// <summary>
/// Carries a <see cref="Signal"/> as the steps between its samples, one byte each: a quarter of the array's bytes.
/// Header {"sensor": text, "first": integer}, one frame. Declines everything else, also signals with larger steps: the
/// next family takes those.
/// </summary>
public sealed class StepsFamily : SerializerFamily
{
    /// <inheritdoc/>
    public override string Name => "steps";

    /// <inheritdoc/>
    public override bool TryDumps(object? value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        if (value is not Signal { Samples: { Length: > 0 } samples } signal) return false;
        var steps = new byte[samples.Length - 1];
        for (var i = 0; i < steps.Length; i++)
        {
            var step = (long)samples[i + 1] - samples[i];
            if (step is < sbyte.MinValue or > sbyte.MaxValue) return false;
            steps[i] = (byte)step;
        }

        var header = new HeaderBuilder().Set("sensor", signal.Sensor).Set("first", samples[0]).Build();
        payload = new Payload(header, steps);
        return true;
    }

    /// <inheritdoc/>
    public override object Loads(
        Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        // Whoever sends may send anything: what does not fit is a WireFormatException and nothing else.
        if (frames.Count != 1) throw new WireFormatException($"a signal has one frame of steps, found {frames.Count}");
        if (!header.TryGetString("sensor", out var sensor) || !header.TryGetInt64("first", out var first))
            throw new WireFormatException($"a signal's header names its sensor and first sample: {header}");
        if (first is < int.MinValue or > int.MaxValue)
            throw new WireFormatException($"the first sample of a signal is an int, found {first}");
        var steps = frames[0].Span;

        // Four bytes for each one that came: said before they are allocated.
        request.Budget.Charge(4L * (steps.Length + 1), "samples of a signal");
        var samples = new int[steps.Length + 1];
        samples[0] = (int)first;
        for (var i = 0; i < steps.Length; i++) samples[i + 1] = samples[i] + (sbyte)steps[i];
        return new Signal(sensor, samples);
    }
}
