using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>A value whose decoding a test holds up, so that it is under way for as long as the test wants.</summary>
internal sealed class Gated(byte[] bytes)
{
    public byte[] Bytes => bytes;

    /// <summary>Serves the type; decoding waits for the gate.</summary>
    public static Action<SerializerRegistry> Behind(ManualResetEventSlim gate) => registry => registry.Register<Gated>(
        value => new Payload(new HeaderBuilder().Build(), value.Bytes),
        (_, frames) =>
        {
            if (!gate.Wait(TimeSpan.FromSeconds(30))) throw new TimeoutException("the test never opened the gate");
            return new Gated(frames[0].ToArray());
        });
}
