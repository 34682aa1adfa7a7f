using Akka.Actor;
using Weft.Serialization;
using Weft.Transport;
using Envelope = Weft.Serialization.Envelope;

namespace Weft.Actors;

internal sealed partial class PeerSender
{
    // Tickets go out in the order of sending, as long as there is credit for what travels inside them.
    private void Pump()
    {
        while (_stage == Stage.Open && _waiting.TryPeek(out var send))
        {
            if (send.Payload is null && !TryEncode(send))
            {
                _waiting.Dequeue().Finish(Context.System);
                continue;
            }
            if (send.IsInline && _inlineBytes > 0
                && _inlineBytes + send.Length > BulkSettings.InlineBytesInFlightMax)
                break;
            _waiting.Dequeue();
            SendTicket(send);
        }
        WritePayloads();
    }

    private bool TryEncode(DataSend send)
    {
        try
        {
            var options = node.Extension.OptionsFor(ContextOf(send));
            var own = options.Serializers ?? node.Extension.Serializer.Serializers;
            var accepted = _terms!.Families is { } known ? [.. own.Where(known.Contains)] : own;
            if (accepted.Count == 0)
                throw new SerializationFailedException(
                    $"no family in common: this node writes [{string.Join(", ", own)}], the peer accepts " +
                    $"[{string.Join(", ", _terms.Families!)}]");
            var payload = node.Extension.Serializer.Serialize(
                send.Value, options with { Serializers = accepted, OnError = OnError.Raise });
            send.Length = payload.Header.Encoded.Length + payload.FrameBytes;
            send.IsInline = send.Length <= _inlineMost;
            send.Payload = payload;
            if (send.Length <= _terms.PayloadBytesMax) return true;
            send.TrySettle(new DataSendException(
                DataSendFailure.QuotaExceeded,
                $"{send.Value.GetType()} of {send.Length:N0} bytes; {peer} takes {_terms.PayloadBytesMax:N0} " +
                "(Limits.PayloadBytesMax)"));
        }
        catch (Exception error)
        {
            // A family's own code may throw anything; it fails its message and nothing else.
            send.TrySettle(new DataSendException(
                DataSendFailure.EncodeFailed, $"{send.Value.GetType()} for {send.Recipient}: {error.Message}", error));
        }
        return false;
    }

    private SerializationContext ContextOf(DataSend send) => node.Extension.ContextOf(
        new PeerAddress(node.PathOf(send.Sender)), new PeerAddress(node.PathOf(send.Recipient)));

    private void SendTicket(DataSend send)
    {
        send.Id = ++_ids;
        send.Session = _session;
        _open.Add(send.Id, send);
        byte[]? inline = null;
        if (send.IsInline)
        {
            inline = PackedEnvelope.Pack(
                new Envelope(ReadOnlyMemory<byte>.Empty, [new Serialized(send.Payload!)]),
                node.Extension.Serializer,
                SerializeOptions.Default);
            send.Payload = null;
            send.IsWhole = true;
            _inlineBytes += send.Length;
        }
        else
        {
            _payloads.Enqueue(send);
        }
        _receiver.Tell(
            new BulkMessage.Ticket(
                send.Id, node.PathOf(send.Recipient), node.PathOf(send.Sender), inline, Math.Max(1, send.Length)),
            Self);
    }

    // A value above the whole credit travels alone. Tickets do not wait for credit, so their order stands.
    private void WritePayloads()
    {
        while (_stage == Stage.Open && _payloads.TryPeek(out var send))
        {
            var most = Math.Min(node.Settings.InFlightBytes, _terms!.InFlightBytes);
            if (_bulkBytes > 0 && _bulkBytes + send.Length > most && !send.IsSettled) return;
            _payloads.Dequeue();
            if (send.IsSettled) continue;
            _bulkBytes += send.Length;
            send.IsCharged = true;
            send.IsBeingWritten = true;
            var envelope = DataPreamble.Bring(send.Id, send.Payload!);
            send.Writing = WriteAsync(Self, _connection!, envelope, send);
        }
    }

    private static async Task WriteAsync(IActorRef self, Connection connection, Envelope envelope, DataSend send)
    {
        string? failure = null;
        try
        {
            await connection.SendAsync(envelope, MessageKind.Data, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = error.Message;
        }
        self.Tell(new Written(send, failure), ActorRefs.NoSender);
    }

    private void OnWritten(Written written)
    {
        var send = written.Send;
        send.IsBeingWritten = false;
        send.IsWhole = written.Failure is null;
        if (send.IsSettled)
            Finish(send);
        else if (written.Failure is { } failure)
            Settle(send, new DataSendException(
                DataSendFailure.PeerGone, $"{peer}: the data connection was lost: {failure}")
            {
                MayHaveBeenTold = true,
            });
    }

    private void OnOutcome(long id, DataSendException? failure)
    {
        if (!_open.TryGetValue(id, out var send) || send.Session != _session) return;
        _outcomes++;
        Settle(send, failure);
    }

    private void Settle(DataSend send, DataSendException? failure)
    {
        if (!send.TrySettle(failure)) return;
        if (send.Session == _session)
        {
            if (send.IsInline) _inlineBytes -= send.Length;
            else if (send.IsCharged) _bulkBytes -= send.Length;
        }
        if (!send.IsBeingWritten) Finish(send);
    }

    private void Finish(DataSend send)
    {
        _open.Remove(send.Id);
        send.Finish(Context.System);
    }
}
