namespace Weft.Transport.Connections;

/// <summary>
/// What is written to the socket next: runs of memory in order, and what is over once they are written. Filled by the
/// outbound machine, written by the shell without holding any lock, and handed back. One object serves a connection
/// for all its writes.
/// </summary>
internal sealed class WriteBatch
{
    // As many as one batch can hold: a part of a lane message, a part of an open, a piece of frames.
    private const int HeadersMax = 4;

    private readonly byte[] _headers = new byte[HeadersMax * ConnectionWire.PieceHeaderBytes];
    private readonly long[] _byKind = new long[3];
    private int _headerBytes;

    /// <summary>The bytes to write, in order; none is empty.</summary>
    public List<ReadOnlyMemory<byte>> Runs { get; } = [];

    /// <summary>Buffers that go back to the pool once written.</summary>
    public List<LaneBuffer> Buffers { get; } = [];

    /// <summary>Messages that are over once this is written.</summary>
    public List<OutgoingMessage> Finished { get; } = [];

    /// <summary>The bytes of each kind.</summary>
    public ReadOnlySpan<long> ByKind => _byKind;

    /// <summary>Appends a run.</summary>
    public void Add(ReadOnlyMemory<byte> run)
    {
        if (run.Length > 0) Runs.Add(run);
    }

    /// <summary>Appends a piece's header.</summary>
    public void AddHeader(PieceHeader piece)
    {
        var memory = _headers.AsMemory(_headerBytes, ConnectionWire.PieceHeaderBytes);
        piece.Write(memory.Span);
        _headerBytes += memory.Length;
        Runs.Add(memory);
    }

    /// <summary>Appends a buffer of whole pieces, which is the batch's from here on.</summary>
    public void Add(LaneBuffer buffer)
    {
        Runs.Add(buffer.Written);
        Buffers.Add(buffer);
        for (var kind = 0; kind < _byKind.Length; kind++) _byKind[kind] += buffer.ByKind[kind];
    }

    /// <summary>Notes bytes of one kind.</summary>
    public void Count(MessageKind kind, int bytes) => _byKind[(int)kind] += bytes;

    /// <summary>Ready for the next filling.</summary>
    public void Clear()
    {
        Runs.Clear();
        Buffers.Clear();
        Finished.Clear();
        Array.Clear(_byKind);
        _headerBytes = 0;
    }
}
