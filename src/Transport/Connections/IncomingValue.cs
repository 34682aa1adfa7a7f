using Weft.Serialization;

namespace Weft.Transport.Connections;

/// <summary>
/// One value on its way in: what its head declared, then the memory its frames land in, then the value or the reason
/// why there is none. A failure stays with the value; its neighbours and the connection go on.
/// </summary>
internal sealed class IncomingValue(ReadOnlyMemory<byte> header, long[] lengths) : IDisposable
{
    private PayloadReceiver? _receiver;
    private byte[][]? _frames;
    private Exception? _failure;
    private long _decompressedBytes;

    /// <summary>The frames that were declared.</summary>
    public int FrameCount => lengths.Length;

    /// <summary>True where the frames are not wanted: the value has failed before they came.</summary>
    public bool IsRefused => _failure is not null;

    /// <summary>The declared length of one frame.</summary>
    public long FrameLength(int frame) => lengths[frame];

    /// <summary>
    /// The memory that the value asks for: the sum of the declared lengths and, where it is decoded, what compressed
    /// frames become. Refuses what is beyond the limits and never overflows.
    /// </summary>
    public long Declare(ReceiveTerms terms)
    {
        var limits = terms.Limits;
        long sum = header.Length;
        for (var frame = 0; frame < lengths.Length && !IsRefused; frame++)
        {
            if (lengths[frame] > limits.FrameBytesMax)
                _failure = new WireFormatException(
                    $"frame {frame} declares {lengths[frame]:N0} bytes; the limit is {limits.FrameBytesMax:N0} " +
                    "(Limits.FrameBytesMax)");
            else if (lengths[frame] > limits.PayloadBytesMax - sum)
                _failure = new WireFormatException(
                    $"value of more than {limits.PayloadBytesMax:N0} bytes by frame {frame} " +
                    "(Limits.PayloadBytesMax)");
            else
                sum += lengths[frame];
        }
        if (IsRefused) return 0;
        if (terms.DecodeValues) _decompressedBytes = WeftSerializer.DecompressedBytes(header, limits);
        return sum - header.Length + _decompressedBytes;
    }

    /// <summary>
    /// Refuses a value that has come without credit and becomes more than is left for such; what it leaves in turn.
    /// </summary>
    public long RequireBecomesAtMost(long left)
    {
        if (IsRefused || _decompressedBytes <= left) return left - _decompressedBytes;
        _failure = new WireFormatException(
            $"a value inside a small message becomes {_decompressedBytes:N0} bytes after decompression; {left:N0} of " +
            $"{ConnectionWire.InlineBytesMax:N0} are left without credit: it must be opened as a bulk message");
        return left;
    }

    /// <summary>Makes the memory that the frames land in, or refuses the value.</summary>
    public void Begin(ReceiveTerms terms)
    {
        if (IsRefused) return;
        try
        {
            if (terms.DecodeValues)
                BeginDecoding(terms);
            else
                _frames = [.. lengths.Select(bytes => GC.AllocateUninitializedArray<byte>(checked((int)bytes)))];
        }
        catch (Exception error) when (error is not CheckException)
        {
            Refuse(error);
        }
    }

    /// <summary>Where the bytes of one frame belong; of the declared length.</summary>
    public Memory<byte> Destination(int frame) => _receiver?.Destination(frame) ?? _frames![frame];

    /// <summary>The value, once all its frames have landed, or why there is none.</summary>
    public MessageValue Complete(ReceiveTerms terms)
    {
        if (_failure is not null) return new Deserialized(_failure);
        try
        {
            if (!terms.DecodeValues)
            {
                var frames = Array.ConvertAll(_frames!, frame => (ReadOnlyMemory<byte>)frame);
                return new Serialized(new Payload(Header.FromEncoded(header, terms.Limits), frames));
            }
            return new Deserialized(_receiver!.Complete(), header.Length + lengths.Sum());
        }
        catch (Exception error) when (error is not CheckException)
        {
            return new Deserialized(error);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Drops what was allocated.</summary>
    public void Dispose()
    {
        _receiver?.Dispose();
        (_receiver, _frames) = (null, null);
    }

    private void BeginDecoding(ReceiveTerms terms)
    {
        _receiver = terms.Serializer.BeginReceive(Header.FromEncoded(header, terms.Limits), lengths, terms.Options);
        for (var frame = 0; frame < lengths.Length; frame++)
        {
            var given = _receiver.Destination(frame).Length;
            if (given != lengths[frame])
                throw new WireFormatException(
                    $"frame {frame} declares {lengths[frame]:N0} bytes; its header asks for {given:N0}");
        }
    }

    private void Refuse(Exception error)
    {
        _failure = error;
        Dispose();
    }
}
