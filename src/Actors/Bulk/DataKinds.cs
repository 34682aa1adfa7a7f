using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;
using Akka.Actor;
using Weft.Tasks;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace Weft.Actors;

/// <summary>
/// Tells from a message's type whether it is bound to <c>weft-data</c>, or may hold such a message. What a type is was
/// looked up once; an ordinary message costs one look into a table. Safe for any thread.
/// </summary>
internal sealed class DataKinds(ExtendedActorSystem system)
{
    // Wrappers in wrappers are real (a selection of a sharding envelope); deeper ones are somebody's mistake.
    private const int DepthMax = 8;

    private volatile Table? _table;

    private enum KindName
    {
        Plain,
        Value,
        Message,
        Wrapper,
    }

    /// <summary>How a message travels that a remote actor is told; null where it goes Akka's own way.</summary>
    public DataForm? FormOf(object message)
    {
        var table = TableNow();
        var kind = table.Of(message.GetType());
        switch (kind.Name)
        {
            case KindName.Plain:
                return null;
            case KindName.Value:
                return DataForm.Value;
            case KindName.Message:
                return HasValues(message) ? DataForm.Message : null;
            default:
                return WrapsValue(message, kind, table) is { } depth ? FormOfWrapper(message, depth) : null;
        }
    }

    /// <summary>As <see cref="FormOf"/>, for a message that is told as data whatever its binding.</summary>
    public DataForm FormAsData(object message) =>
        FormOf(message) ?? (message is DataMessage ? DataForm.Message : DataForm.Value);

    /// <summary>True for the types of messages that hold another message.</summary>
    public bool IsWrapper(Type type) => TableNow().Of(type).Name == KindName.Wrapper;

    private static DataForm FormOfWrapper(object message, int depth) =>
        depth == 1 && message is ActorSelectionMessage selection
            && Array.TrueForAll(selection.Elements, element => element is SelectChildName)
            ? DataForm.Selected
            : DataForm.Wrapped;

    private static int? WrapsValue(object message, Kind kind, Table table)
    {
        object? inner = message;
        for (var depth = 1; depth <= DepthMax; depth++)
        {
            inner = kind.Inner!(inner!);
            if (inner is null) return null;
            kind = table.Of(inner.GetType());
            if (kind.Name == KindName.Value) return depth;
            if (kind.Name != KindName.Wrapper) return null;
        }
        return null;
    }

    // Those without values are as small as any administrative message, and must reach a peer whose data port does not.
    private static bool HasValues(object message) => message switch
    {
        DataMessage.DataReply reply => reply.Items.Any(item => item.Value is not null),
        DataMessage.PutData put => put.Items.Any(item => item.Value is not null),
        _ => false,
    };

    // A configuration that is added late makes Akka build its serialization anew.
    private Table TableNow()
    {
        var table = _table;
        var serialization = system.Serialization;
        if (table is null || !ReferenceEquals(table.Serialization, serialization))
            _table = table = new Table(serialization);
        return table;
    }

    private sealed record Kind(KindName Name, Func<object, object?>? Inner = null);

    private sealed class Table(AkkaSerialization serialization)
    {
        private static readonly Kind Plain = new(KindName.Plain);
        private static readonly Kind Value = new(KindName.Value);
        private static readonly Kind Message = new(KindName.Message);

        private readonly ConcurrentDictionary<Type, Kind> _kinds = new();

        public AkkaSerialization Serialization => serialization;

        public Kind Of(Type type) => _kinds.TryGetValue(type, out var kind) ? kind : _kinds.GetOrAdd(type, Find);

        private Kind Find(Type type)
        {
            if (typeof(DataMessage).IsAssignableFrom(type)) return Message;
            if (type == typeof(PackedMessage)) return Plain;
            Akka.Serialization.Serializer serializer;
            try
            {
                serializer = serialization.FindSerializerForType(type);
            }
            catch (SerializationException)
            {
                // Akka says so itself, in its own way.
                return Plain;
            }
            if (serializer is WeftDataSerializer) return Value;
            return InnerOf(type, serializer) is { } inner ? new Kind(KindName.Wrapper, inner) : Plain;
        }

        private static Func<object, object?>? InnerOf(Type type, Akka.Serialization.Serializer serializer)
        {
            if (typeof(INoSerializationVerificationNeeded).IsAssignableFrom(type)) return null;
            if (typeof(IWrappedMessage).IsAssignableFrom(type)) return message => ((IWrappedMessage)message).Message;
            if (type == typeof(Status.Success)) return message => ((Status.Success)message).Status;
            // Akka's own envelopes that do not say that they are: some of publish-subscribe, those of cluster clients.
            if (!IsAkkas(type.Assembly) || !IsAkkas(serializer.GetType().Assembly)) return null;
            var inner = type.GetProperty("Message", BindingFlags.Public | BindingFlags.Instance);
            return inner?.PropertyType == typeof(object) ? inner.GetValue : null;
        }

        private static bool IsAkkas(Assembly assembly) =>
            assembly.GetName().Name is { } name && name.StartsWith("Akka", StringComparison.Ordinal);
    }
}
