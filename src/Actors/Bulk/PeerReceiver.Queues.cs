using Akka.Actor;

namespace Weft.Actors;

internal sealed partial class PeerReceiver
{
    // Numbers follow each other without a gap. Where Akka's stream lost some, nobody else would ever say so as long as
    // others arrive: the session ends, and with it all that is open at the sender.
    private void OnTickets(IReadOnlyList<DataTicket> tickets)
    {
        foreach (var ticket in tickets)
        {
            if (_lastTicket is { } last && ticket.Id != last + 1)
            {
                End($"ticket {ticket.Id} followed {last}: those between were lost on their way");
                return;
            }
            _lastTicket = ticket.Id;
            OnTicket(ticket);
        }
    }

    private void OnTicket(DataTicket ticket)
    {
        _tickets++;
        var received = new ReceivedTicket(ticket.Id, ticket.Form);
        var route = _routes.Of(ticket.Sender, ticket.Recipient);
        var key = (ticket.Sender, route.Recipient);
        _pairs.TryGetValue(key, out var pair);

        if (Refusal(ticket, route) is { } refusal)
        {
            received.Fail(refusal.Reason, refusal.Text);
            if (ticket.Inline is null && !TryDropEarly(ticket.Id, out _)) _unwanted.Add(ticket.Id);
        }
        else if (ticket.Inline is { } inline)
        {
            var data = new ArrivedData(inline, ticket.Length);
            Arrive(received, pair is null ? data : Hold(data), route);
        }
        else if (_late.Remove(ticket.Id))
            received.Fail(DataSendFailure.TimedOut, $"the value came, its ticket did not {InTime}");
        else if (TryDropEarly(ticket.Id, out var early))
            Arrive(received, early!, route);
        else
        {
            pair ??= new ReceivingPair(route);
            _awaited.Add(ticket.Id, (received, pair));
        }

        if (pair is null && !IsDeliverable(route, received)) pair = new ReceivingPair(route);
        if (pair is null) Deliver(route, received);
        else Enqueue(key, pair, received);
    }

    private (DataSendFailure Reason, string Text)? Refusal(DataTicket ticket, ReceiveRoute route)
    {
        if (_held >= node.Settings.QueuedMessages)
            return (
                DataSendFailure.QuotaExceeded,
                $"{_held:N0} messages are held back already (weft.bulk.queued-messages)");
        if (!route.Recipient.IsLocalRef())
            return (DataSendFailure.RecipientTerminated, $"{ticket.Recipient} is no actor of {node.Address}");
        return null;
    }

    private void Enqueue((string Sender, IActorRef Recipient) key, ReceivingPair pair, ReceivedTicket received)
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
            if (_early.Count >= node.Settings.QueuedMessages)
            {
                End($"{_early.Count:N0} values came without their tickets (weft.bulk.queued-messages)");
                return;
            }
            var data = Hold(arrived.Data);
            _early[arrived.Ticket] = (data, Environment.TickCount64);
            _heldBytes += data.Bytes;
            return;
        }
        var isHead = ReferenceEquals(awaited.Pair.Tickets.Peek(), awaited.Ticket);
        Arrive(awaited.Ticket, isHead ? arrived.Data : Hold(arrived.Data), awaited.Pair.Route);
        _heldBytes += awaited.Ticket.Bytes;
        Drain(awaited.Pair);
    }

    // The peer keeps to the bytes it was told; one that does not loses the message, and its memory is dropped here.
    private ArrivedData Hold(ArrivedData data) =>
        _heldBytes == 0 || _heldBytes + data.Bytes <= node.Settings.InFlightBytes
            ? data
            : new ArrivedData(new DataSendException(
                DataSendFailure.QuotaExceeded,
                $"{_heldBytes:N0} bytes are held back already (weft.bulk.in-flight-bytes)"));

    private void Drain(ReceivingPair pair)
    {
        while (pair.Tickets.TryPeek(out var head) && head.IsReady)
        {
            if (!IsDeliverable(pair.Route, head))
            {
                WaitForRoom(pair);
                break;
            }

            pair.Tickets.Dequeue();
            _held--;
            _heldBytes -= head.Bytes;
            Deliver(pair.Route, head);
        }
        if (pair.Tickets.Count > 0 || pair.Key is not { } key) return;
        pair.Key = null;
        _pairs.Remove(key);
        if (--_watched[pair.Recipient] > 0) return;
        _watched.Remove(pair.Recipient);
        Context.Unwatch(pair.Recipient);
    }

    private void Deliver(ReceiveRoute route, ReceivedTicket ticket)
    {
        if (ticket.Failure is { } failure)
        {
            Report(failure);
        }
        else if (route.Recipient.HasEnded())
        {
            Report(new BulkMessage.Failed(
                0, ticket.Id, DataSendFailure.RecipientTerminated, $"{route.Recipient.Path} has ended or never was"));
        }
        else if (_trust.Refusal(ticket.Form, route.Recipient, ticket.Value!) is { } refusal)
        {
            Report(new BulkMessage.Failed(0, ticket.Id, DataSendFailure.DecodeRefused, refusal));
        }
        else
        {
            // What was selected by pattern is looked for here and now, as remoting does, not in a busy actor's mailbox.
            if (ticket.Value is ActorSelectionMessage selection)
                new ActorSelection(route.Recipient, selection.Elements).Tell(
                    selection.Message, route.Sender ?? Context.System.DeadLetters);
            else
                route.Recipient.Tell(ticket.Value!, route.Sender);
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

    // Puts the message together; what it is made of is decoded already where it came by the data connection.
    private void Arrive(ReceivedTicket ticket, ArrivedData data, ReceiveRoute route)
    {
        if (data.Refusal is { } refusal)
        {
            ticket.Fail(refusal.Reason, refusal.Message);
            return;
        }
        try
        {
            ticket.Arrive(node.Forms.Open(ticket.Form, data.Envelope!, route.Options), data.Bytes);
        }
        catch (Exception error)
        {
            // A family's own code may throw anything; it fails its message and nothing else.
            ticket.Fail(DataSendFailure.DecodeRefused, error.Message);
        }
    }

    private bool TryDropEarly(long id, out ArrivedData? data)
    {
        var found = _early.Remove(id, out var early);
        if (found) _heldBytes -= early.Data.Bytes;
        data = early.Data;
        return found;
    }
}
