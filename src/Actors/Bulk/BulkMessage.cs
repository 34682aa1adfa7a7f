namespace Weft.Actors;

/// <summary>
/// What two nodes say to each other about bulk sends, through Akka's stream. The sending half speaks to
/// <c>/system/weft</c> once and then to the receiving half that answered; docs/akka-bulk.md has the order of events.
/// </summary>
internal abstract record BulkMessage
{
    private BulkMessage()
    {
    }

    /// <summary>A node wants to send; repeated until it is answered, so the same session may ask twice.</summary>
    /// <param name="Version">The version of this protocol.</param>
    /// <param name="Session">A number that the asker chose.</param>
    /// <param name="Uid">The incarnation of the asker's system.</param>
    /// <param name="Package">The asker's Weft version, for messages.</param>
    /// <param name="Runtime">The asker's .NET, for contexts.</param>
    /// <param name="FrameBytes">The asker's frame of remoting; 0 for unknown.</param>
    /// <param name="HasTls">True where the asker's data connections have TLS.</param>
    /// <param name="Compression">The codec that the asker offers; empty for none.</param>
    /// <param name="FirstTicket">The number of the session's first ticket, so that one lost before all others is
    /// noticed.</param>
    internal sealed record Hello(
        int Version,
        long Session,
        long Uid,
        string Package,
        string Runtime = "",
        long FrameBytes = 0,
        bool HasTls = false,
        string Compression = "",
        long FirstTicket = 1) : BulkMessage;

    /// <summary>The answer, from the actor that takes the tickets of this session.</summary>
    /// <param name="Session">The asker's number.</param>
    /// <param name="Uid">The incarnation of the answering system.</param>
    /// <param name="Host">Where the data connection is to be made.</param>
    /// <param name="Port">Its port.</param>
    /// <param name="NodeToken">32 bytes that open the listener.</param>
    /// <param name="PairToken">32 bytes that name this session on the data connection.</param>
    /// <param name="Package">The answering side's Weft version, for messages.</param>
    /// <param name="Families">The families it accepts; null for all it knows.</param>
    /// <param name="InFlightBytes">Bytes of large values it takes from one peer at once.</param>
    /// <param name="QueuedMessages">Messages it holds for one peer.</param>
    /// <param name="PayloadBytesMax">The largest value it takes.</param>
    /// <param name="Runtime">The answering side's .NET, for contexts.</param>
    /// <param name="FrameBytes">The answering side's frame of remoting; 0 for unknown.</param>
    /// <param name="Compression">The codec that the answering side offers; empty for none.</param>
    internal sealed record HelloAck(
        long Session,
        long Uid,
        string Host,
        int Port,
        byte[] NodeToken,
        byte[] PairToken,
        string Package,
        IReadOnlyList<string>? Families,
        long InFlightBytes,
        int QueuedMessages,
        long PayloadBytesMax,
        string Runtime = "",
        long FrameBytes = 0,
        string Compression = "") : BulkMessage;

    /// <summary>The asked node will not take data from the asker.</summary>
    /// <param name="Session">The asker's number.</param>
    /// <param name="Reason">Why.</param>
    internal sealed record HelloRefused(long Session, string Reason) : BulkMessage;

    /// <summary>Data messages in the order in which they were told.</summary>
    /// <param name="Items">The tickets; where they are sent, only <paramref name="Encoded"/> has them.</param>
    /// <param name="Encoded">The bytes of this message where it is sent.</param>
    internal sealed record Tickets(IReadOnlyList<DataTicket> Items, byte[]? Encoded = null) : BulkMessage;

    /// <summary>These messages were told to their recipients.</summary>
    /// <param name="First">Outcomes of this session before these, so that a lost one is noticed.</param>
    /// <param name="Ids">The tickets, in order of telling.</param>
    internal sealed record Delivered(long First, long[] Ids) : BulkMessage;

    /// <summary>A message was not told to its recipient.</summary>
    /// <param name="First">Outcomes of this session before this one.</param>
    /// <param name="Id">The ticket.</param>
    /// <param name="Reason">What kind of failure.</param>
    /// <param name="Text">Why, with the names of what was refused.</param>
    internal sealed record Failed(long First, long Id, DataSendFailure Reason, string Text) : BulkMessage;

    /// <summary>
    /// No message of this session is done, but one is being decoded or waits for room in its recipient's mailbox: that
    /// is no stall.
    /// </summary>
    /// <param name="First">Outcomes of this session so far.</param>
    internal sealed record Decoding(long First) : BulkMessage;
}
