using Akka.Actor;
using Weft.Serialization;

namespace Weft.Actors;

internal sealed partial class PeerReceiver
{
    private void OnTicket(BulkMessage.Ticket ticket)
    {
        _tickets++;
        var received = new ReceivedTicket(ticket.Id);
        var key = (ticket.Sender, ticket.Recipient);
        if (!_pairs.TryGetValue(key, out var pair))
            pair = new ReceivingPair(
                Resolve(ticket.Recipient), ticket.Sender.Length == 0 ? ActorRefs.NoSender : Resolve(ticket.Sender));

        if (Refusal(ticket, pair) is { } refusal)
        {
            received.Fail(refusal.Reason, refusal.Text);
            if (ticket.Inline is null && !TryDropEarly(ticket.Id, out _)) _unwanted.Add(ticket.Id);
        }
        else if (ticket.Inline is { } packed)
            received.Arrive(Open(packed, ticket));
        else if (TryDropEarly(ticket.Id, out var early))
            received.Arrive(early);
        else
            _awaited.Add(ticket.Id, (received, pair));
        Enqueue(key, pair, received);
    }

    private (DataSendFailure Reason, string Text)? Refusal(BulkMessage.Ticket ticket, ReceivingPair pair)
    {
        if (_held >= node.Settings.QueuedMessages)
            return (
                DataSendFailure.QuotaExceeded,
                $"{_held:N0} messages are held back already (weft.bulk.queued-messages)");
        if (!pair.Recipient.IsLocalRef())
            return (DataSendFailure.RecipientTerminated, $"{ticket.Recipient} is no actor of {node.Address}");
        return null;
    }

    private void Enqueue((string Sender, string Recipient) key, ReceivingPair pair, ReceivedTicket received)
    {
        pair.Tickets.Enqueue(received);
        _held++;
        _heldBytes += received.Bytes;
        Drain(pair);
        if (pair.Tickets.Count == 0 || !_pairs.TryAdd(key, pair)) return;
        pair.Key = key;
        if (!_watched.TryGetValue(pair.Recipient, out var pairs)) Context.Watch(pair.Recipient);
        _watched[pair.Recipient] = pairs + 1;
    }

    private void OnPayload(PayloadArrived arrived)
    {
        if (_unwanted.Remove(arrived.Ticket)) return;
        if (!_awaited.Remove(arrived.Ticket, out var awaited))
        {
            var value = Hold(arrived.Value);
            _early[arrived.Ticket] = (value, Environment.TickCount64);
            _heldBytes += value.Bytes;
            return;
        }
        var isHead = ReferenceEquals(awaited.Pair.Tickets.Peek(), awaited.Ticket);
        awaited.Ticket.Arrive(isHead ? arrived.Value : Hold(arrived.Value));
        _heldBytes += awaited.Ticket.Bytes;
        Drain(awaited.Pair);
    }

    // The peer keeps to the bytes it was told; one that does not loses the message, and its memory is dropped here.
    private Deserialized Hold(Deserialized value) =>
        _heldBytes == 0 || _heldBytes + value.Bytes <= node.Settings.InFlightBytes
            ? value
            : new Deserialized(new DataSendException(
                DataSendFailure.QuotaExceeded,
                $"{_heldBytes:N0} bytes are held back already (weft.bulk.in-flight-bytes)"));

    private void Drain(ReceivingPair pair)
    {
        while (pair.Tickets.TryPeek(out var head) && head.IsReady)
        {
            pair.Tickets.Dequeue();
            _held--;
            _heldBytes -= head.Bytes;
            Deliver(pair, head);
        }
        if (pair.Tickets.Count > 0 || pair.Key is not { } key) return;
        pair.Key = null;
        _pairs.Remove(key);
        if (--_watched[pair.Recipient] > 0) return;
        _watched.Remove(pair.Recipient);
        Context.Unwatch(pair.Recipient);
    }

    private void Deliver(ReceivingPair pair, ReceivedTicket ticket)
    {
        if (ticket.Failure is { } failure)
        {
            Report(failure);
        }
        else if (pair.Recipient.HasEnded())
        {
            Report(new BulkMessage.Failed(
                ticket.Id, DataSendFailure.RecipientTerminated, $"{pair.Recipient.Path} has ended or never was"));
        }
        else
        {
            pair.Recipient.Tell(ticket.Value!, pair.Sender);
            ReportDelivered(ticket.Id);
        }
    }

    private void OnRecipientTerminated(IActorRef recipient)
    {
        foreach (var pair in _pairs.Values.Where(each => each.Recipient.Equals(recipient)).ToArray())
        {
            foreach (var ticket in pair.Tickets)
            {
                if (_awaited.Remove(ticket.Id)) _unwanted.Add(ticket.Id);
                if (ticket.Failure is not null) continue;
                _heldBytes -= ticket.Bytes;
                ticket.Fail(DataSendFailure.RecipientTerminated, $"{recipient.Path} has ended");
            }
            Drain(pair);
        }
    }

    private Deserialized Open(byte[] packed, BulkMessage.Ticket ticket)
    {
        try
        {
            var serializer = node.Extension.Serializer;
            var envelope = PackedEnvelope.Unpack(packed, serializer.Limits);
            if (envelope.Values is not [Serialized { Payload: var payload }])
                throw new WireFormatException($"one value was expected, {envelope.Values.Count} came");
            var context = node.Extension.ContextOf(new PeerAddress(ticket.Sender), new PeerAddress(ticket.Recipient));
            var options = new DeserializeOptions { Context = context };
            return new Deserialized(serializer.Deserialize(payload, options), packed.Length);
        }
        catch (Exception error)
        {
            // A family's own code may throw anything; it fails its message and nothing else.
            return new Deserialized(error);
        }
    }

    private bool TryDropEarly(long id, out Deserialized value)
    {
        var found = _early.Remove(id, out var early);
        if (found) _heldBytes -= early.Value.Bytes;
        value = early.Value;
        return found;
    }

    private IActorRef Resolve(string path) => node.Extension.System.Provider.ResolveActorRef(path);
}
