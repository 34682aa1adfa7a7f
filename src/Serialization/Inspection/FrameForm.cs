namespace Weft.Serialization;

/// <summary>What can be shown of a frame without decoding it.</summary>
internal enum FrameForm
{
    /// <summary>Its first bytes.</summary>
    Raw,

    /// <summary>Msgpack.</summary>
    MsgPack,

    /// <summary>The stream of a graph, as <c>docs/wire-pickle.md</c> has it.</summary>
    Graph,

    /// <summary>A text.</summary>
    Text,
}
