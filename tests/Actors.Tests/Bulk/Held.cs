using Weft.Serialization;

namespace Weft.Actors.Tests;

/// <summary>A value whose encoding a test holds up, and with it the actor that sends.</summary>
internal sealed class Held
{
    /// <summary>Serves the type; encoding says that it has begun and waits for the gate.</summary>
    public static Action<SerializerRegistry> By(ManualResetEventSlim gate, ManualResetEventSlim begun) => registry =>
        registry.Register<Held>(
            _ =>
            {
                begun.Set();
                if (!gate.Wait(TimeSpan.FromSeconds(30))) throw new TimeoutException("the test never opened the gate");
                return new Payload(new HeaderBuilder().Build(), new byte[8]);
            },
            (_, _) => new Held());
}
