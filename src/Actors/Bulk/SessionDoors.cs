using Akka.Actor;
using Weft.Transport;

namespace Weft.Actors;

/// <summary>
/// The sessions that expect a data connection, or have theirs. Each token lets one connection in, once; whoever closes
/// a door gets what came through it, so that a session that ends meanwhile leaves no connection behind. Safe for any
/// thread.
/// </summary>
internal sealed class SessionDoors
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Door> _doors = new(StringComparer.Ordinal);

    /// <summary>Expects a connection for a receiving actor; one that is open or was passed stays so.</summary>
    public void Open(ReadOnlySpan<byte> token, IActorRef receiver)
    {
        lock (_gate) _doors.TryAdd(Convert.ToHexString(token), new Door(receiver));
    }

    /// <summary>Who expects the connection that shows this token; null for nobody, or not any more.</summary>
    public IActorRef? Pass(ReadOnlySpan<byte> token, Connection connection)
    {
        lock (_gate)
        {
            if (!_doors.TryGetValue(Convert.ToHexString(token), out var door) || door.Passed is not null) return null;
            door.Passed = connection;
            return door.Receiver;
        }
    }

    /// <summary>Expects nothing more; the connection that has passed, null for none.</summary>
    public Connection? Close(ReadOnlySpan<byte> token)
    {
        lock (_gate) return _doors.Remove(Convert.ToHexString(token), out var door) ? door.Passed : null;
    }

    private sealed class Door(IActorRef receiver)
    {
        public IActorRef Receiver => receiver;

        public Connection? Passed { get; set; }
    }
}
