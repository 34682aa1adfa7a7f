using System.Buffers;

namespace Weft.Serialization.Tests;

/// <summary>A plug-in: runs of equal bytes as (length, byte). Counts what it is asked for.</summary>
internal sealed class RunsCodec(string name = "runs") : ICompressionCodec
{
    private int _compressCalls;
    private int _decompressCalls;

    public int CompressCalls => _compressCalls;

    public int DecompressCalls => _decompressCalls;

    public string Name => name;

    public bool TryCompress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, long bytesMax)
    {
        Interlocked.Increment(ref _compressCalls);
        for (long written = 0; !source.IsEmpty; written += 2)
        {
            if (written + 2 > bytesMax) return false;
            int run = source[..Math.Min(255, source.Length)].IndexOfAnyExcept(source[0]);
            if (run < 0) run = Math.Min(255, source.Length);
            destination.Write([(byte)run, source[0]]);
            source = source[run..];
        }

        return true;
    }

    public void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Interlocked.Increment(ref _decompressCalls);
        if (source.Length % 2 != 0) throw new WireFormatException("runs: half a run");
        for (; !source.IsEmpty; source = source[2..])
        {
            if (source[0] == 0 || source[0] > destination.Length) throw new WireFormatException("runs: too long");
            destination[..source[0]].Fill(source[1]);
            destination = destination[source[0]..];
        }

        if (!destination.IsEmpty) throw new WireFormatException("runs: too short");
    }
}
