namespace Weft.Serialization;

/// <summary>What the runs of a <see cref="WireRecord"/> are, and so who reads them.</summary>
public enum WireRecordKind
{
    /// <summary>One run: msgpack values, one after another.</summary>
    MsgPack,

    /// <summary>One run: the header of a payload.</summary>
    Header,

    /// <summary>A payload: its header, then a run for each frame.</summary>
    Payload,

    /// <summary>
    /// A payload received in place: its header, the declared lengths of its frames as 64-bit big-endian numbers in one
    /// run, then what is written into each destination.
    /// </summary>
    Receive,

    /// <summary>What <see cref="WeftSerializer.Dumps"/> makes: a run for each of its frames.</summary>
    Message,

    /// <summary>One run: a packed envelope (<see cref="PackedEnvelope"/>).</summary>
    Packed,

    /// <summary>What a peer writes on a connection from its first byte on, in as many runs as it writes.</summary>
    Connection,

    /// <summary>A function reference: its header, then a run for each frame.</summary>
    Function,

    /// <summary>The spec of a task: its header, then a run for each frame.</summary>
    TaskCall,

    /// <summary>An administrative message: its body, then a header and one frame for each of its values.</summary>
    Administrative,
}
