using System.Collections;
using System.Reflection;
using System.Text;
using Akka.Actor;
using Akka.Serialization;
using Akka.TestKit.Xunit2;
using Weft.Serialization;
using Weft.Tasks;
using Weft.Tasks.Tests.Messages;

namespace Weft.Actors.Tests;

/// <summary>
/// All that Weft's own actors tell each other, by the list of reference.conf: who adds a type there without a sample is
/// told so, and who adds one to a closed family without a binding as well.
/// </summary>
public sealed class WireTypeTests() : TestKit(TwoSystems.ConfigOf("akka.actor.serialize-messages = on"))
{
    [Fact]
    public async Task Every_bound_message_comes_back_and_is_told_while_every_message_is_serialized()
    {
        var faults = new List<string>();
        var collector = Collector.StartLocal(Sys, "collector");
        var count = 0;
        foreach (var (name, alias) in Bindings())
        {
            var type = Type.GetType(name, throwOnError: true)!;
            var samples = WireSamples.Of(type, TestActor).ToArray();
            if (samples.Length == 0) faults.Add($"{name} is bound to {alias} and has no sample in WireSamples");
            foreach (var (sent, arrived) in samples)
            {
                if (await FaultAsync(sent, TextOf(arrived ?? sent), alias, collector) is { } fault)
                    faults.Add($"{name}: {fault}");
                count++;
            }
        }

        Assert.Empty(faults);
        Assert.True(count > 60, $"{count} samples");
    }

    [Fact]
    public void Every_member_of_a_family_of_messages_is_bound()
    {
        var bound = Bindings().Select(pair => Type.GetType(pair.Name, throwOnError: true)!).ToHashSet();
        Type[] families = [typeof(Message), typeof(BulkMessage), typeof(DataRefMessage), typeof(PackedBatch)];
        foreach (var family in families)
        {
            var members = family.Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(family) && !type.IsAbstract).ToArray();
            Assert.NotEmpty(members);
            Assert.DoesNotContain(members, member => !bound.Contains(member));
        }
    }

    private async Task<string?> FaultAsync(object sent, string expected, string alias, Collector collector)
    {
        if (Sys.Serialization.FindSerializerFor(sent) is not SerializerWithStringManifest serializer
            || serializer.GetType().Name != SerializerOf(alias))
        {
            return $"goes to {Sys.Serialization.FindSerializerFor(sent).GetType()}, not to {alias}";
        }

        var bytes = serializer.ToBinary(sent);
        var back = TextOf(Sys.Serialization.Deserialize(bytes, serializer.Identifier, serializer.Manifest(sent)));
        if (back != expected) return $"comes back as {back}, not as {expected}";
        collector.Actor.Tell(sent);
        var told = await collector.NextAsync();
        if (TextOf(told) != expected) return $"is told as {TextOf(told)}, not as {expected}";
        // One instance may stand for all; of the others a second object shows that it was encoded.
        var isSingle = sent.GetType().GetProperty("Instance") is not null;
        return ReferenceEquals(sent, told) && !isSingle ? "is told as the object itself" : null;
    }

    private static string SerializerOf(string alias) => alias switch
    {
        "weft-admin" => nameof(WeftAdminSerializer),
        "weft-data" => nameof(WeftDataSerializer),
        "weft-task" => nameof(WeftTaskSerializer),
        "weft-bulk" => nameof(WeftBulkSerializer),
        _ => throw new ArgumentOutOfRangeException(nameof(alias), alias, "is none of Weft's"),
    };

    private static IEnumerable<(string Name, string Alias)> Bindings() =>
        WeftConfig.Reference.GetConfig("akka.actor.serialization-bindings").AsEnumerable()
            .Select(pair => (Name: pair.Key.Trim('"'), Alias: pair.Value.GetString()))
            .Where(pair => pair.Name.Contains(", Weft.", StringComparison.Ordinal));

    // Everything an object holds, by its type and properties.
    private static string TextOf(object? value)
    {
        switch (value)
        {
            case null:
                return "nil";
            case Message message:
                return MessageText.Of(message);
            case byte[] or ReadOnlyMemory<byte>:
                return Convert.ToHexString(value is byte[] bytes ? bytes : ((ReadOnlyMemory<byte>)value).Span);
            case IActorRef actor:
                return actor.Path.ToStringWithoutAddress();
            case Serialized encoded:
                return $"{TextOf(encoded.Payload.Header.Encoded)}/"
                    + string.Join(',', encoded.Payload.Frames.Select(frame => TextOf(frame)));
            case string or Enum or TimeSpan or Guid or Type or Address:
                return $"{value}";
            case IEnumerable items:
                return $"[{string.Join(' ', items.Cast<object?>().Select(TextOf))}]";
            default:
                if (value.GetType().IsPrimitive) return $"{value}";
                const BindingFlags all = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
                var text = new StringBuilder(value.GetType().Name).Append('(');
                foreach (var property in value.GetType().GetProperties(all).Where(IsHeld))
                    text.Append(property.Name).Append('=').Append(TextOf(property.GetValue(value))).Append("; ");
                return text.Append(')').ToString();
        }
    }

    private static bool IsHeld(PropertyInfo property) =>
        property.GetIndexParameters().Length == 0 && property.Name != "EqualityContract";
}
