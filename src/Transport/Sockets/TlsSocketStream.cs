using System.Net.Sockets;

namespace Weft.Transport;

/// <summary>
/// What TLS reads from and writes to: a socket in blocking mode. Once <see cref="Gathers"/> is set, what is written is
/// put together until <see cref="Flush"/>, since TLS writes record by record. One reader and one writer at a time.
/// </summary>
/// <param name="socket">The socket, which stays the caller's.</param>
/// <param name="isDialer">Which end this is.</param>
/// <param name="onQuiet">
/// Called when nothing came for the socket's time-out: true waits on, false ends the stream; it may throw.
/// </param>
internal sealed class TlsSocketStream(Socket socket, bool isDialer, Func<bool> onQuiet) : Stream
{
    private const int GatheredBytes = 128 * 1024;

    private readonly Lock _writing = new();
    private readonly byte[] _gathered = GC.AllocateUninitializedArray<byte>(GatheredBytes);
    private int _gatheredCount;
    private bool _begun;

    /// <summary>False while hands are shaken: each flight must go out at once.</summary>
    public bool Gathers { get; set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            var bytes = socket.Receive(buffer, SocketFlags.None, out var error);
            if (error == SocketError.Success)
            {
                if (!_begun && bytes > 0) RequireTls(buffer[..bytes]);
                return bytes;
            }
            if (error is not (SocketError.TimedOut or SocketError.WouldBlock)) throw new SocketException((int)error);
            if (!onQuiet()) return 0;
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_writing)
        {
            if (buffer.Length > _gathered.Length - _gatheredCount) SendGathered();
            if (!Gathers || buffer.Length > _gathered.Length)
            {
                SendGathered();
                Send(buffer);
                return;
            }
            buffer.CopyTo(_gathered.AsSpan(_gatheredCount));
            _gatheredCount += buffer.Length;
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes on the caller's thread, as all of this does.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Flush();
        return Task.CompletedTask;
    }

    /// <summary>Returns once the system has taken every byte.</summary>
    public override void Flush()
    {
        lock (_writing) SendGathered();
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private void RequireTls(ReadOnlySpan<byte> first)
    {
        _begun = true;
        if (!TlsRecord.IsTls(first[0]))
        {
            if (!isDialer) Send(TlsRecord.Refusal);
            throw new ConnectionClosedException(
                "the peer speaks without TLS, and this side by TLS only (TransportOptions.Tls)");
        }
        if (isDialer && first.StartsWith(TlsRecord.Refusal))
            throw new ConnectionClosedException(
                "the peer speaks without TLS only, and this side by TLS only (TransportOptions.Tls)");
    }

    private void SendGathered()
    {
        var bytes = _gathered.AsSpan(0, _gatheredCount);
        _gatheredCount = 0;
        Send(bytes);
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[socket.Send(bytes, SocketFlags.None)..];
    }
}
