using System.Net.Sockets;
using Weft.Serialization;
using Weft.Transport.Connections;

namespace Weft.Transport;

public sealed partial class Connection
{
    private void ReadLoop()
    {
        var effects = new List<ConnectionEffect>();
        var met = false;
        try
        {
            Meet();
            met = true;
            var open = true;
            while (open)
            {
                var bytes = Receive(_inbound.BorrowDestination());
                if (bytes < 0) continue;
                _isHandling = true;
                _inbound.OnReceived(bytes, effects);
                foreach (var effect in effects) open &= CarryOut(effect);
                if (effects.Count > 0) _handler?.OnCaughtUp(this);
                effects.Clear();
                _isHandling = false;
            }
            Drain();
        }
        catch (Exception error)
        {
            // Also what a handler threw: its connection ends, its process does not.
            var broken = error is SocketException or ObjectDisposedException;
            var reason = error switch
            {
                _ when broken => $"the connection broke: {error.Message}",
                ConnectionClosedException => error.Message,
                _ => $"{error.GetType().Name}: {error.Message}",
            };
            Close(reason, error, tell: met && !broken, atOnce: true);
            if (!met) Part();
        }
        finally
        {
            foreach (var effect in effects) (effect as ConnectionEffect.Deliver)?.Source?.Dispose();
            _inbound.Abandon();
            TellHandler();
            OnLoopEnded();
        }
    }

    // Before anything is parsed: both ends have TLS and believe each other, or both have none.
    private void Meet()
    {
        if (_tls is null)
        {
            TlsRecord.RequirePlain(_socket, () => ClosedReason is not null);
            return;
        }
        _tls.Open();
        LetWrite();
    }

    // The ends do not match, and the peer is being told so: it is read out, lest a reset overtakes the words.
    private void Part()
    {
        if (_tls is not null) LetWrite();
        try
        {
            Drain();
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It has gone.
        }
    }

    private void LetWrite()
    {
        lock (_gate)
        {
            _isWriting = false;
            Monitor.Pulse(_gate);
        }
    }

    // Bytes received, 0 at the end of the stream, -1 where nothing came for a while and nothing is owed.
    private int Receive(Memory<byte> destination)
    {
        if (_tls is not null) return _tls.Read(destination.Span);
        var bytes = _socket.Receive(destination.Span, SocketFlags.None, out var error);
        if (error == SocketError.Success) return bytes;
        if (error is not (SocketError.TimedOut or SocketError.WouldBlock)) throw new SocketException((int)error);
        return OnQuiet() ? -1 : 0;
    }

    // Nothing came for the socket's time-out: true to wait on, false at the end.
    private bool OnQuiet()
    {
        if (ClosedReason is not null) return false;
        if (!_inbound.AwaitsFrames) return true;
        throw new ConnectionClosedException(
            $"the peer owes granted frames and sent nothing for {_options.StallTimeout.TotalSeconds:0.###} s " +
            "(TransportOptions.StallTimeout)");
    }

    // False once nothing more is to be read.
    private bool CarryOut(ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.Deliver deliver:
                using (deliver.Source)
                    if (ClosedReason is null) _handler!.OnMessage(this, deliver.Envelope);
                return true;
            case ConnectionEffect.SendGreeting greeting:
                lock (_gate)
                {
                    _outbound.Greet(greeting.WithHello);
                    Monitor.Pulse(_gate);
                }
                return true;
            case ConnectionEffect.Greet greet:
                OnGreeted(greet.Peer);
                return true;
            case ConnectionEffect.AskCredit ask:
                var message = ask.Message;
                message.Reserve(_budget, OnReserved);
                return true;
            case ConnectionEffect.StartFrames start:
                return OnGranted(start);
            case ConnectionEffect.Close close:
                Close(close.Reason, close.Error, close.Tell, atOnce: true);
                return false;
            default:
                throw new CheckException($"effect {effect.GetType().Name} is not carried out");
        }
    }

    private void OnGreeted(Hello peer)
    {
        Peer = peer.Self;
        Context = _terms.ContextTo(peer);
        _encoder = new ValueEncoder(_terms, peer, Context);
        lock (_gate)
        {
            _outbound.OnGreeted(peer);
            if (_reason is null) _deadline.Change(-1, -1);
        }
        _handler = _makeHandler(this) ?? throw new InvalidOperationException("no handler was made");
        _greeted.TrySetResult();
    }

    // On the thread that made room: this connection's reader or another's.
    private void OnReserved(IncomingMessage message)
    {
        if (!message.Begin(out var refused)) return;
        lock (_gate)
        {
            if (_reason is not null) return;
            _outbound.Grant(message.Transfer, refused.Span);
            Monitor.Pulse(_gate);
        }
    }

    private bool OnGranted(ConnectionEffect.StartFrames start)
    {
        lock (_gate)
        {
            if (_reason is not null) return true;
            if (_outbound.TryStartFrames(start.Transfer, start.Refused.Span))
            {
                Monitor.Pulse(_gate);
                return true;
            }
        }
        Close(
            $"grant of transfer {start.Transfer} with {start.Refused.Length} bytes, which was not asked for",
            null, tell: true, atOnce: true);
        return false;
    }

    // After the last piece: reads on until the peer closes too; else a reset could take what was written to it.
    private void Drain()
    {
        Span<byte> rest = stackalloc byte[4096];
        while (_socket.Receive(rest, SocketFlags.None, out var error) > 0 && error == SocketError.Success)
        {
        }
    }

    private void TellHandler()
    {
        if (_handler is null) return;
        try
        {
            _handler.OnClosed(this, _reason!, _error);
        }
        catch (Exception)
        {
            // The connection has ended already; there is nobody left to tell.
        }
    }

    private void WriteLoop()
    {
        var write = new WriteBatch();
        try
        {
            while (TakeNext(write))
            {
                Write(write);
                OnWritten(write);
                lock (_gate) _isWriting = false;
            }
            _tls?.Finish();
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error)
        {
            Break(error);
        }
        finally
        {
            GiveBack(write);
            OnLoopEnded();
        }
    }

    private void Write(WriteBatch write)
    {
        if (_tls is null) _writer.Write(write.Runs);
        else _tls.Write(write.Runs);
    }

    private bool TakeNext(WriteBatch write)
    {
        lock (_gate)
        {
            while (true)
            {
                if (!_isWriting)
                {
                    if (_outbound.TryTake(write)) return _isWriting = write.Runs.Count > 0;
                    if (_outbound.IsOver) return false;
                }
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>
    /// Writes what waits on the caller's thread, where it is short and the socket has room; else wakes the writer.
    /// </summary>
    internal void WriteHere()
    {
        try
        {
            lock (_gate)
            {
                if (_isWriting || _reason is not null || !_outbound.IsShort || !_socket.Poll(0, SelectMode.SelectWrite))
                {
                    Monitor.Pulse(_gate);
                    return;
                }
                if (!_outbound.TryTake(_short)) return;
                _isWriting = true;
            }
            Write(_short);
            OnWritten(_short);
        }
        catch (Exception error)
        {
            Break(error);
            GiveBack(_short);
        }
        lock (_gate)
        {
            _isWriting = false;
            if (_outbound.HasMore) Monitor.Pulse(_gate);
        }
    }

    // A write failed: the socket's end, or memory to be sent whose owner cannot show it (a file no longer mapped). Half
    // a piece may be out, so nothing more can follow; the process goes on.
    private void Break(Exception error)
    {
        var broken = error is SocketException or ObjectDisposedException;
        var what = broken ? "the connection broke" : $"what was to be sent cannot be read, {error.GetType().Name}";
        Close($"{what}: {error.Message}", error, tell: false, atOnce: true);
        _socket.Dispose();
    }

    // Empty unless a write failed: then its messages belong to nobody else any more.
    private void GiveBack(WriteBatch write)
    {
        foreach (var buffer in write.Buffers) buffer.Return();
        foreach (var message in write.Finished) Fail(message);
        write.Clear();
    }

    private void OnWritten(WriteBatch write)
    {
        var messages = 0;
        foreach (var buffer in write.Buffers)
        {
            messages += buffer.MessageCount;
            buffer.Return();
        }
        foreach (var message in write.Finished)
        {
            messages++;
            (message.Token as TaskCompletionSource)?.TrySetResult();
        }
        for (var kind = 0; kind < write.ByKind.Length; kind++)
            Counters.AddSent((MessageKind)kind, write.ByKind[kind]);
        Counters.AddMessagesSent(messages);
        write.Clear();
    }
}
