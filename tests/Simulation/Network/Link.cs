namespace Weft.Simulation;

/// <summary>
/// What connects two nodes: ordered both ways. A link that was cut is not used again until both ends have noticed;
/// messages of an epoch that the receiver knows to be over are lost.
/// </summary>
internal sealed class Link(Node first, Node second)
{
    /// <summary>Counts the connections these two had; a message belongs to one.</summary>
    public int Epoch { get; private set; }

    /// <summary>True from the cut until both ends know; for ever where one is dead or the scheduler.</summary>
    public bool IsBroken { get; private set; }

    private readonly End _first = new(first);
    private readonly End _second = new(second);

    /// <summary>The end at this node.</summary>
    public End At(Node node) => ReferenceEquals(node, _first.Node) ? _first : _second;

    /// <summary>Whether a node is one of the two.</summary>
    public bool Joins(Node node) => ReferenceEquals(node, _first.Node) || ReferenceEquals(node, _second.Node);

    /// <summary>The other node.</summary>
    public Node Across(Node node) => ReferenceEquals(node, _first.Node) ? _second.Node : _first.Node;

    /// <summary>Cuts the connection.</summary>
    public void Break() => IsBroken = true;

    /// <summary>An end has noticed that an epoch is over; once both have, the two may connect again.</summary>
    public void Notice(Node node, int epoch)
    {
        At(node).NoticedEpoch = Math.Max(At(node).NoticedEpoch, epoch);
        if (epoch < Epoch) return;
        bool bothKnow = _first.NoticedEpoch == Epoch && _second.NoticedEpoch == Epoch;
        bool bothLive = _first.Node.IsAlive && _second.Node.IsAlive;
        if (!bothKnow || !bothLive || _first.Node.IsHub || _second.Node.IsHub) return;
        Epoch++;
        IsBroken = false;
    }

    /// <summary>One end of a link.</summary>
    internal sealed class End(Node node)
    {
        /// <summary>Who is here.</summary>
        public Node Node { get; } = node;

        /// <summary>When the last message sent to here arrives; the next comes later.</summary>
        public long LastArrivalAt { get; set; } = -1;

        /// <summary>The last epoch whose end is known here.</summary>
        public int NoticedEpoch { get; set; } = -1;

        /// <summary>Whether word of a loss is already under way to here.</summary>
        public bool IsNoticeComing { get; set; }
    }
}
