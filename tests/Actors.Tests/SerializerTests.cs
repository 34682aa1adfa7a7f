using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Akka.TestKit.Xunit2;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Actors.Tests;

public sealed class SerializerTests() : TestKit(TwoSystems.ConfigOf("akka.actor.serialize-messages = on"))
{
    public static TheoryData<Type> MessageTypes
    {
        get
        {
            var types = typeof(Message).Assembly.GetTypes()
                .Where(type => type.IsSealed && type.IsSubclassOf(typeof(Message)) && !type.IsAbstract);
            return [.. types];
        }
    }

    private Akka.Serialization.Serialization Serialization => Sys.Serialization;

    [Theory]
    [MemberData(nameof(MessageTypes))]
    public void Every_message_is_bound_by_its_own_type(Type type)
    {
        var expected = type.DeclaringType == typeof(DataMessage) ? typeof(WeftDataSerializer)
            : type.Name is "SubmitTasks" or "ComputeTask" ? typeof(WeftTaskSerializer)
            : typeof(WeftAdminSerializer);
        Assert.IsType(expected, Serialization.FindSerializerForType(type));
        var bindings = Sys.Settings.Config.GetConfig("akka.actor.serialization-bindings").AsEnumerable();
        Assert.Contains(bindings, pair => pair.Key.Trim('"') == $"{type.FullName}, Weft.Tasks");
    }

    [Theory]
    [InlineData(typeof(double[]))]
    [InlineData(typeof(int[]))]
    [InlineData(typeof(sbyte[]))]
    [InlineData(typeof(byte[]))]
    [InlineData(typeof(double[,]))]
    public void Every_array_goes_to_weft_data(Type type) =>
        Assert.IsType<WeftDataSerializer>(Serialization.FindSerializerForType(type));

    [Fact]
    public void Values_come_back_as_they_were()
    {
        object[] values =
        [
            new[] { 1.5, -2, double.NaN }, new sbyte[] { -1, 2 }, new uint[] { 1, uint.MaxValue }, new byte[] { 1, 2, 3 },
            new[,] { { 1, 2 }, { 3, 4 } }, Array.Empty<int>(),
        ];
        foreach (var value in values)
        {
            var (bytes, id, manifest) = Write(value);
            var back = Serialization.Deserialize(bytes, id, manifest);
            Assert.Equal(value.GetType(), back.GetType());
            Assert.Equal(value, back);
        }
    }

    [Fact]
    public void The_ids_and_manifests_are_stable()
    {
        Assert.Equal((131, "m1"), Header(new ClientToScheduler.RegisterClient("c")));
        Assert.Equal((131, "g1"), Header(new Goodbye("bye")));
        Assert.Equal((132, "m1"), Header(new DataMessage.GetData(1, ["x"], null)));
        Assert.Equal((132, "v1"), Header(new double[3]));
        Assert.Equal((133, "m1"), Header(new ClientToScheduler.SubmitTasks([])));
    }

    [Fact]
    public void A_message_with_values_comes_back_with_them_still_encoded()
    {
        var array = new[] { 1.0, 2.0 };
        var message = new DataMessage.DataReply(7, [new DataItem("x", new ToSerialize(array)), new DataItem("y", null)]);
        var (bytes, id, manifest) = Write(message);
        var back = Assert.IsType<DataMessage.DataReply>(Serialization.Deserialize(bytes, id, manifest));
        var value = Assert.IsType<Serialized>(back.Items[0].Value);
        Assert.Equal(array, WeftExtension.Of(Sys).Serializer.Deserialize<double[]>(value.Payload));
        Assert.Null(back.Items[1].Value);
    }

    [Theory]
    [InlineData("m1")]
    [InlineData("v1")]
    [InlineData("g1")]
    [InlineData("x9")]
    [InlineData("")]
    public void Whatever_bytes_come_the_only_exception_is_a_serialization_exception(string manifest)
    {
        var random = new Random(4711);
        var (valid, _, _) = Write(new[] { 1.0, 2.0, 3.0 });
        foreach (var id in new[] { 131, 132, 133 })
        {
            for (var round = 0; round < 2000; round++)
            {
                var bytes = (byte[])valid.Clone();
                for (var flip = 0; flip < 3; flip++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                if (round % 3 == 0) bytes = bytes[..random.Next(bytes.Length)];
                var error = Record.Exception(() => Serialization.Deserialize(bytes, id, manifest));
                if (error is not null) Assert.IsAssignableFrom<SerializationException>(error);
            }
        }
    }

    [Fact]
    public void A_type_that_is_not_allowed_is_refused_by_name()
    {
        var serializer = (SerializerWithStringManifest)Serialization.FindSerializerForType(typeof(double[]));
        var error = Assert.Throws<SerializationException>(() => serializer.ToBinary(new Unlisted(1)));
        Assert.Contains(typeof(Unlisted).FullName!, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_another_serializer_should_take_is_a_serialization_exception()
    {
        var serializer = (SerializerWithStringManifest)Serialization.FindSerializerForType(typeof(Goodbye));
        Assert.Throws<SerializationException>(() => serializer.ToBinary("text"));
        Assert.Throws<SerializationException>(() => serializer.Manifest("text"));
    }

    [Fact]
    public void An_allowed_assembly_opens_its_types()
    {
        using var system = ActorSystem.Create(
            "allowed", TwoSystems.ConfigOf("weft.serialization.allowed-assemblies = [\"Weft.Actors.Tests\"]"));
        var serializer = WeftExtension.Of(system).Serializer;
        Assert.Equal(new Unlisted(5), serializer.Deserialize<Unlisted>(serializer.Serialize(new Unlisted(5))));
    }

    private (byte[] Bytes, int Id, string Manifest) Write(object message)
    {
        var serializer = (SerializerWithStringManifest)Serialization.FindSerializerFor(message);
        return (serializer.ToBinary(message), serializer.Identifier, serializer.Manifest(message));
    }

    private (int Id, string Manifest) Header(object message)
    {
        var (_, id, manifest) = Write(message);
        return (id, manifest);
    }

    private sealed record Unlisted(int Number);
}
