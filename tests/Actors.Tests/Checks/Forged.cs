using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Weft.Actors.Tests;

/// <summary>A message that names a serializer of the receiver's, which has never written it.</summary>
internal sealed record Forged(int Id, string Manifest, byte[] Bytes)
{
    /// <summary>For the system that sends it.</summary>
    public const string Binding =
        """
        akka.actor {
          serializers.forged = "Weft.Actors.Tests.Forged+Writer, Weft.Actors.Tests"
          serialization-bindings { "Weft.Actors.Tests.Forged, Weft.Actors.Tests" = forged }
        }
        """;

    /// <summary>A text as a field of protobuf.</summary>
    public static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    /// <summary>Bytes, or a message in bytes, as a field of protobuf.</summary>
    public static byte[] Field(int number, params byte[] content) =>
    [
        // Lengths in seven bits at a time; none here needs more than two.
        (byte)((number << 3) | 2), (byte)((content.Length & 127) | 128), (byte)(content.Length >> 7), .. content,
    ];

    internal sealed class Writer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        [ThreadStatic]
        private static int s_id;

        // Akka asks for it after the bytes, on the same thread.
        public override int Identifier => s_id == 0 ? 199 : s_id;

        public override string Manifest(object o) => ((Forged)o).Manifest;

        public override byte[] ToBinary(object obj)
        {
            s_id = ((Forged)obj).Id;
            return ((Forged)obj).Bytes;
        }

        public override object FromBinary(byte[] bytes, string manifest) => throw new NotSupportedException();
    }
}
