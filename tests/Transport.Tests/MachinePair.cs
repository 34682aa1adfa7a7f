using Weft.Serialization;

namespace Weft.Transport.Tests;

/// <summary>Two ends whose bytes are carried by hand.</summary>
internal sealed class MachinePair
{
    public MachinePair(TransportOptions? dialer = null, TransportOptions? listener = null)
    {
        (Dialer, Listener) = (new MachineEnd(true, dialer), new MachineEnd(false, listener));
    }

    public MachineEnd Dialer { get; }

    public MachineEnd Listener { get; }

    /// <summary>Every byte that the dialer wrote so far.</summary>
    public List<byte> FromDialer { get; } = [];

    /// <summary>Where each of the dialer's writes ends: what follows may answer to what the listener said.</summary>
    public List<int> Fences { get; } = [];

    /// <summary>Carries bytes both ways until neither end has more.</summary>
    public MachinePair Run(int portion = int.MaxValue)
    {
        while (true)
        {
            var there = Dialer.Take();
            var back = Listener.Take();
            if (there.Length + back.Length == 0) return this;
            FromDialer.AddRange(there);
            Fences.Add(FromDialer.Count);
            Listener.Feed(there, portion);
            Dialer.Feed(back, portion);
        }
    }

    public static Serialized Raw(byte[] bytes) => new(new Payload(RawFamily.HeaderOf("byte", bytes.Length), bytes));
}
