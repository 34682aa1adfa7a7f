using System.Buffers;
using System.Runtime.InteropServices;

namespace Weft.Serialization;

/// <summary>
/// Cuts runs of bytes into shards and joins shards again, without a copy wherever they lie side by side.
/// </summary>
internal static class Shards
{
    /// <summary>The most bytes of one shard: long enough for a network, short enough to interleave.</summary>
    public const int ShardBytesMax = 64 << 20;

    /// <summary>Adds the shards of a frame; none for an empty one.</summary>
    public static void Cut(
        ReadOnlyMemory<byte> frame, List<ReadOnlyMemory<byte>> shards, int shardBytesMax = ShardBytesMax)
    {
        while (frame.Length > shardBytesMax)
        {
            shards.Add(frame[..shardBytesMax]);
            frame = frame[shardBytesMax..];
        }

        if (frame.Length > 0) shards.Add(frame);
    }

    /// <summary>
    /// The bytes of all shards as one run: a view of their memory if they are adjacent, else a copy. Views of one array
    /// are adjacent also where different owners stand for its parts. Together they fit into one array.
    /// </summary>
    public static ReadOnlyMemory<byte> Join(ReadOnlySpan<ReadOnlyMemory<byte>> shards)
    {
        if (shards.Length == 0) return default;
        if (shards.Length == 1) return shards[0];
        long total = 0;
        foreach (var shard in shards) total += shard.Length;
        CheckException.Require(total <= Limits.ArrayLengthMax);
        if (TryView(shards, (int)total, out var view)) return view;
        var joined = GC.AllocateUninitializedArray<byte>((int)total);
        int at = 0;
        foreach (var shard in shards)
        {
            shard.CopyTo(joined.AsMemory(at));
            at += shard.Length;
        }

        return joined;
    }

    private static bool TryView(
        ReadOnlySpan<ReadOnlyMemory<byte>> shards, int total, out ReadOnlyMemory<byte> view)
    {
        view = default;
        object? owner = null;
        long start = 0;
        long next = 0;
        foreach (var shard in shards)
        {
            if (shard.IsEmpty) continue;
            if (!TryLocate(shard, out var here, out long offset)) return false;
            if (owner is null) (owner, start, next) = (here, offset, offset);
            if (!ReferenceEquals(owner, here) || offset != next) return false;
            next = offset + shard.Length;
        }

        view = owner switch
        {
            null => default,
            byte[] bytes => new ReadOnlyMemory<byte>(bytes, (int)start, total),
            Array array => new ArrayBytes(array, start, total).Memory,
            _ => ((MemoryManager<byte>)owner).Memory.Slice((int)start, total),
        };
        return true;
    }

    private static bool TryLocate(ReadOnlyMemory<byte> shard, out object? owner, out long offset)
    {
        if (MemoryMarshal.TryGetArray(shard, out var segment))
        {
            (owner, offset) = (segment.Array, segment.Offset);
            return true;
        }

        bool found = MemoryMarshal.TryGetMemoryManager(shard, out MemoryManager<byte>? manager, out int index, out _);
        (owner, offset) = (manager, index);
        if (manager is ArrayBytes part) (owner, offset) = (part.Array, part.Offset + index);
        return found;
    }
}
