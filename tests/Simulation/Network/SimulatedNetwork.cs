using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>
/// Carries messages in virtual time as an engine would: ordered and at most once between two nodes, each after its own
/// delay; a loss is seen by both ends, at different times. Every message is encoded when sent and decoded on arrival.
/// </summary>
internal sealed class SimulatedNetwork(World world, Chance chance)
{
    private const long ShortestDelay = 30_000;
    private const long LongestUsualDelay = 2_000_000;
    private const long LongestDelay = 800_000_000;
    private readonly Dictionary<(PeerAddress, PeerAddress), Link> _links = [];
    private readonly Wire _wire = new(world, chance.Fork());

    /// <summary>Sends a message; where the way is broken it is lost and the sender hears of it.</summary>
    public void Send(Node from, PeerAddress to, Message message)
    {
        if (!from.IsAlive) return;
        var target = world.Find(to);
        if (target is null || ReferenceEquals(target, from))
            throw new PropertyViolation("Network", "", $"{from.Address} sends {message.GetType().Name} to {to}");
        world.Counters.Messages++;
        var envelope = _wire.Encode(message);
        var link = Between(from, target);
        if (link.IsBroken || !target.IsAlive)
        {
            world.Counters.MessagesLost++;
            if (link.IsBroken && link.At(from).NoticedEpoch < link.Epoch) return;
            link.Break();
            Announce(link, from, keepOrder: false);
            return;
        }

        long arrival = Math.Max(link.At(target).LastArrivalAt + 1, world.Agenda.Now + Delay(envelope));
        link.At(target).LastArrivalAt = arrival;
        int epoch = link.Epoch;
        world.Agenda.At(arrival, () => Deliver(link, epoch, from, target, envelope));
    }

    /// <summary>Cuts the connection of two living nodes.</summary>
    public void Cut(Node first, Node second)
    {
        var link = Between(first, second);
        if (link.IsBroken) return;
        link.Break();
        Announce(link, first, keepOrder: false);
        Announce(link, second, keepOrder: false);
    }

    /// <summary>A node is gone: its peers notice, after what it had sent where <paramref name="keepOrder"/>.</summary>
    public void Disconnect(Node node, bool keepOrder)
    {
        foreach (var (_, link) in _links.OrderBy(item => item.Key))
        {
            if (!link.Joins(node)) continue;
            var peer = link.Across(node);
            if (link.IsBroken && link.At(peer).NoticedEpoch == link.Epoch) continue;
            link.Break();
            Announce(link, peer, keepOrder);
        }
    }

    /// <summary>Whether the connection of the two is cut, noticed or not.</summary>
    public bool IsCutOff(Node first, Node second) =>
        _links.TryGetValue(Name(first, second), out var link) && link.IsBroken;

    private void Deliver(Link link, int epoch, Node from, Node to, Envelope envelope)
    {
        if (!to.IsAlive || link.At(to).NoticedEpoch >= epoch)
        {
            world.Counters.MessagesLost++;
            return;
        }

        var message = _wire.Decode(envelope, from, to);
        world.Trace.Add(world.Agenda.Now);
        world.Trace.Add(from.TraceNumber * 1000 + to.TraceNumber);
        world.Trace.Add(envelope.Body.Span);
        world.Narrator?.Say(from, to, message);
        foreach (var checker in world.Checkers) checker.OnMessage(from, to, message);
        to.Receive(from.Address, message);
    }

    private void Announce(Link link, Node to, bool keepOrder)
    {
        var end = link.At(to);
        if (!to.IsAlive || end.IsNoticeComing) return;
        end.IsNoticeComing = true;
        int epoch = link.Epoch;
        long when = world.Agenda.Now + chance.Nanoseconds(ShortestDelay, 60_000_000);
        if (keepOrder) when = Math.Max(when, end.LastArrivalAt + 1);
        world.Agenda.At(when, () =>
        {
            end.IsNoticeComing = false;
            if (!to.IsAlive) return;
            link.Notice(to, epoch);
            var lost = link.Across(to);
            world.Trace.Add(world.Agenda.Now);
            world.Trace.Add(lost.TraceNumber);
            world.Narrator?.Say(to, $"loses {lost.Address}");
            to.OnPeerLost(lost.Address, "the connection ended");
        });
    }

    private long Delay(Envelope envelope)
    {
        long transfer = 0;
        foreach (var value in envelope.Values)
            if (value is ToSerialize { Value: SimulatedValue simulated }) transfer += simulated.Bytes;
        if (!world.IsCalm && chance.In(world.Profile.DelayShare))
        {
            world.Counters.Delays++;
            return transfer + chance.Nanoseconds(10 * LongestUsualDelay, LongestDelay);
        }

        return transfer + chance.Nanoseconds(ShortestDelay, LongestUsualDelay);
    }

    private Link Between(Node first, Node second)
    {
        var name = Name(first, second);
        if (!_links.TryGetValue(name, out var link)) _links[name] = link = new Link(first, second);
        return link;
    }

    private static (PeerAddress, PeerAddress) Name(Node first, Node second) =>
        first.Address.CompareTo(second.Address) < 0 ? (first.Address, second.Address) : (second.Address, first.Address);
}
