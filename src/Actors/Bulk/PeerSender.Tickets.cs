using Akka.Actor;
using Weft.Transport;
using Envelope = Weft.Serialization.Envelope;

namespace Weft.Actors;

internal sealed partial class PeerSender
{
    // Tickets of a burst share messages of Akka's stream up to this many bytes.
    private const long BatchBytes = 32 << 10;
    private const int BatchCount = 1024;

    // Each header or frame inside a ticket takes up to five bytes beside its own.
    private const int InlinePartsMax = 512;

    private readonly TicketBatch _batch = new();
    private readonly SendRoutes _routes = new(node);
    private bool _isPumpDue;

    // Behind whatever is in the mailbox by now: tickets of a burst travel together, and none waits for more.
    private void PumpSoon()
    {
        if (_isPumpDue) return;
        _isPumpDue = true;
        Self.Tell(PumpNow.Instance, ActorRefs.NoSender);
    }

    // Tickets go out in the order of sending, as long as there is credit for what travels inside them.
    private void Pump()
    {
        while (_stage == Stage.Open && _waiting.TryPeek(out var send))
        {
            if (send.Encoded is null && !TryEncode(send))
            {
                _waiting.Dequeue().Finish(Context.System);
                continue;
            }
            if (send.IsInline && _inlineBytes > 0
                && _inlineBytes + send.Length > BulkSettings.InlineBytesInFlightMax)
                break;
            _waiting.Dequeue();
            AddTicket(send);
        }
        SendTickets();
        WritePayloads();
    }

    private bool TryEncode(DataSend send)
    {
        try
        {
            send.Route = _routes.Of(send, _terms!.Families);
            send.Encoded = node.Forms.Encode(send.Message, send.Form, send.Route.Options);
            send.Length = Math.Max(1, DataForms.LengthOf(send.Encoded));
            send.IsInline = send.Length <= _inlineMost && DataForms.PartsOf(send.Encoded) <= InlinePartsMax;
            if (send.Length <= _terms.PayloadBytesMax) return true;
            send.TrySettle(new DataSendException(
                DataSendFailure.QuotaExceeded,
                $"{send.Message.GetType()} of {send.Length:N0} bytes; {peer} takes {_terms.PayloadBytesMax:N0} " +
                "(Limits.PayloadBytesMax)")
            {
                IsForGood = true,
            });
        }
        catch (Exception error)
        {
            // A family's own code may throw anything; it fails its message and nothing else.
            send.TrySettle(new DataSendException(
                DataSendFailure.EncodeFailed,
                $"{send.Message.GetType()} for {send.Recipient}: {error.Message}",
                error));
        }
        return false;
    }

    private void AddTicket(DataSend send)
    {
        send.Id = ++_ids;
        send.Session = _session;
        _open.Add(send.Id, send);
        var bytes = _batch.Bytes + send.Route!.Recipient.Length + send.Route.Sender.Length
            + (send.IsInline ? send.Length : 0);
        if (_batch.Count == BatchCount || bytes > _batchMost) SendTickets();
        _batch.Add(
            send.Id,
            send.Route.Recipient,
            send.Route.Sender,
            send.Form,
            send.Length,
            send.IsInline ? send.Encoded : null);
        if (send.IsInline)
        {
            send.Encoded = null;
            send.IsWhole = true;
            _inlineBytes += send.Length;
        }
        else
        {
            _payloads.Enqueue(send);
        }
    }

    private void SendTickets()
    {
        if (_batch.Count > 0) _receiver.Tell(_batch.Take(), Self);
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
            send.Writing = WriteAsync(Self, _connection!, DataPreamble.Bring(send.Id, send.Encoded!), send);
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
        _outcomes++;
        if (_open.TryGetValue(id, out var send) && send.Session == _session) Settle(send, failure);
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
        // A restarted actor counts anew, and still hears of its former self's writes.
        if (_open.TryGetValue(send.Id, out var open) && ReferenceEquals(open, send)) _open.Remove(send.Id);
        send.Finish(Context.System);
    }

    private sealed record PumpNow : INoSerializationVerificationNeeded
    {
        public static PumpNow Instance { get; } = new();
    }
}
