namespace Weft.Transport.Connections;

/// <summary>What a piece is. After the hello a connection is nothing but pieces.</summary>
internal enum PieceKind : byte
{
    /// <summary>A message with its small frames, or the next part of one.</summary>
    Message = 1,

    /// <summary>The head of a bulk message, or the next part of one; its frames wait for credit.</summary>
    Open = 2,

    /// <summary>Credit for an opened message, with the values whose frames are not wanted.</summary>
    Grant = 3,

    /// <summary>The next bytes of an opened message's frames.</summary>
    Frames = 4,

    /// <summary>The reason for which this end closes; the last piece.</summary>
    Goodbye = 5,
}
