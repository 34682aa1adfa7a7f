using Weft.Serialization;
using Envelope = Weft.Serialization.Envelope;

namespace Weft.Actors;

/// <summary>What belongs to a ticket, as it came, or why it was dropped.</summary>
internal sealed class ArrivedData
{
    /// <summary>Body and decoded values, from a data connection.</summary>
    public ArrivedData(Envelope envelope)
    {
        Envelope = envelope;
        Bytes = envelope.Body.Length;
        foreach (var value in envelope.Values)
        {
            if (value is Deserialized decoded) Bytes += decoded.Bytes;
        }
    }

    /// <summary>Body and encoded values, from inside a ticket.</summary>
    public ArrivedData(Envelope inline, long bytes) => (Envelope, Bytes) = (inline, bytes);

    /// <summary>It was dropped.</summary>
    public ArrivedData(DataSendException refusal) => Refusal = refusal;

    /// <summary>Body and values; null where it was dropped.</summary>
    public Envelope? Envelope { get; }

    /// <summary>Bytes that are held back with it.</summary>
    public long Bytes { get; }

    /// <summary>Why it was dropped.</summary>
    public DataSendException? Refusal { get; }
}
