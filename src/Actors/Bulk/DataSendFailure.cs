namespace Weft.Actors;

/// <summary>Why a data message did not reach its recipient. The numbers travel on the wire and never change.</summary>
public enum DataSendFailure
{
    /// <summary>The peer's node did not answer the handshake in time, refused it, or could not be connected.</summary>
    PeerUnreachable = 1,

    /// <summary>
    /// The peer's node or the connection to it was lost while the message waited or was under way;
    /// <see cref="DataSendException.MayHaveBeenTold"/> says whether the recipient may have been told. It is not sent
    /// again.
    /// </summary>
    PeerGone = 2,

    /// <summary>No family encodes the value, or none that the peer accepts.</summary>
    EncodeFailed = 3,

    /// <summary>The peer accepts neither this family nor this type, or the bytes made no value.</summary>
    DecodeRefused = 4,

    /// <summary>There is no such actor on the peer's node, or it ended before the value came.</summary>
    RecipientTerminated = 5,

    /// <summary>More messages or bytes than either node takes.</summary>
    QuotaExceeded = 6,

    /// <summary>No progress within <c>weft.bulk.payload-timeout</c>.</summary>
    TimedOut = 7,
}
