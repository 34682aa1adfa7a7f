using System.Diagnostics.CodeAnalysis;
using Weft.Fuzz;

namespace Weft.Serialization.Tests.Errors;

/// <summary>Receivers and registrations of a user's own that fail.</summary>
internal static class OwnCodeErrors
{
    public static IEnumerable<ErrorSource> All() =>
    [
        new("a receiver of one's own expects other frames", Receive(frames: 3, bytes: 4)),
        new("a receiver of one's own gives too little memory", Receive(frames: 1, bytes: 2)),
        new("a registration that was put off fails", () =>
        {
            var registry = new SerializerRegistry();
            registry.RegisterLazy("Shop", _ => throw new InvalidOperationException("it broke"));
            new WeftSerializer(registry).Deserialize(ErrorSource.Payload(
                Pack.Map("serializer", "pickle"), Pack.Of(Pack.List("[Shop]Shop.Order", Pack.List()))));
        }),
    ];

    private static Action Receive(int frames, int bytes) => () =>
    {
        var registry = new SerializerRegistry();
        registry.Register(new CrateSerializer(frames, bytes));
        new WeftSerializer(registry).Deserialize(ErrorSource.Payload(
            Pack.Map("serializer", "dask", "type", "crate", "sub-header", Pack.Map()), new byte[4]));
    };

    private sealed class CrateSerializer(int frames, int bytes) : ITypeSerializer
    {
        public Type Type => typeof(CrateSerializer);

        public string Name => "crate";

        public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
        {
            payload = null;
            return false;
        }

        public object? Deserialize(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request) => null;

        public PayloadReceiver TryBeginReceive(
            Header header, ReadOnlySpan<long> frameBytes, in LoadsRequest request) => new Receiver(frames, bytes);
    }

    private sealed class Receiver(int frames, int bytes) : PayloadReceiver
    {
        public override int FrameCount => frames;

        public override Memory<byte> Destination(int frame) => new byte[bytes];

        public override object? Complete() => null;
    }
}
