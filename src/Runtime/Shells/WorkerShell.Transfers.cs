using System.Text;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <content>Values on their way in and out.</content>
public sealed partial class WorkerShell
{
    private static readonly Header ErrorHeader = new HeaderBuilder().Set(HeaderKeys.Serializer, "error").Build();

    private readonly Dictionary<long, WorkerEffect.FetchData> _fetches = [];
    private int _transfersOut;

    private void Fetch(WorkerEffect.FetchData fetch)
    {
        _fetches[fetch.Request] = fetch;
        _link.Send(fetch.Peer, new DataMessage.GetData(fetch.Request, fetch.Keys, _options.Deserializers));
    }

    /// <summary>An answer counts only where it was asked for, from the peer that was asked.</summary>
    private bool TryEndFetch(PeerAddress from, long request, out WorkerEffect.FetchData fetch)
    {
        if (!_fetches.TryGetValue(request, out fetch!) || fetch.Peer != from) return false;
        _fetches.Remove(request);
        return true;
    }

    private void ForgetFetchesFrom(PeerAddress peer)
    {
        foreach (var (request, fetch) in _fetches)
        {
            if (fetch.Peer == peer) _fetches.Remove(request);
        }
    }

    private void OnBusy(PeerAddress from, DataMessage.DataBusy busy)
    {
        if (TryEndFetch(from, busy.Request, out _))
            Drive(new WorkerEvent.FetchRefused(_clock.Now, busy.Request, from));
    }

    private void Take(PeerAddress from, DataMessage.DataReply reply)
    {
        if (!TryEndFetch(from, reply.Request, out var fetch)) return;
        var arrived = new List<HeldData>(fetch.Keys.Count);
        var failed = new List<(string Key, ErrorDetail Error)>();
        var missing = new List<string>();
        for (int i = 0; i < fetch.Keys.Count; i++)
        {
            string key = fetch.Keys[i];
            if (ArrivedValues.At(reply.Items, i, key) is not { } item)
            {
                missing.Add(key);
                continue;
            }

            if (ArrivedValues.TryOpen(item, _options.Serializer, Accepting(from), out var value, out var failure))
            {
                arrived.Add(_store.Put(key, value));
                continue;
            }

            WorkerLog.ValueRefused(_log, _link.Self, key, from, failure.Message);
            failed.Add((key, ErrorDetails.From(failure)));
        }

        Drive(new WorkerEvent.DataArrived(_clock.Now, reply.Request, from, arrived, missing, failed));
    }

    /// <summary>Holds all values that a client puts here, or none where one of them cannot be decoded.</summary>
    private void Take(PeerAddress from, DataMessage.PutData put)
    {
        var opened = new List<(string Key, object? Value)>(put.Items.Count);
        foreach (var item in put.Items)
        {
            object? value = null;
            Exception? failure = new WireFormatException($"the value to be put under {item.Key} is missing");
            if (item.Value is null || !ArrivedValues.TryOpen(
                item.Value, _options.Serializer, Accepting(from), out value, out failure))
            {
                WorkerLog.ValueRefused(_log, _link.Self, item.Key, from, failure.Message);
                _link.Send(from, new DataMessage.PutDataReply(put.Request, [], ErrorDetails.From(failure)));
                return;
            }

            opened.Add((item.Key, value));
        }

        var held = new HeldData[opened.Count];
        for (int i = 0; i < held.Length; i++) held[i] = _store.Put(opened[i].Key, opened[i].Value);
        Drive(new WorkerEvent.DataStored(_clock.Now, held, from));
        _link.Send(from, new DataMessage.PutDataReply(put.Request, held, null));
    }

    private void Answer(PeerAddress asker, DataMessage.GetData request)
    {
        var context = _link.ContextOf(asker);
        if (context.Proximity == Proximity.SameProcess)
        {
            _link.Send(asker, new DataMessage.DataReply(request.Request, Collect(request.Keys)));
            return;
        }

        if (_transfersOut >= _options.TransfersOutMax)
        {
            WorkerLog.Busy(_log, _link.Self, asker);
            _link.Send(asker, new DataMessage.DataBusy(request.Request));
            return;
        }

        _transfersOut++;

        // The values are taken now: what the store forgets later is still answered. They are encoded on another thread.
        var found = Collect(request.Keys);
        _ = Task.Run(() => AnswerAsync(asker, request, found, context));
    }

    private async Task AnswerAsync(
        PeerAddress asker, DataMessage.GetData request, DataItem[] items, SerializationContext context)
    {
        try
        {
            var options = new SerializeOptions
            {
                Serializers = FamiliesFor(asker, request.Accepts),
                Context = context,
            };
            for (int i = 0; i < items.Length; i++)
            {
                if (items[i].Value is ToSerialize { Value: var value })
                    items[i] = items[i] with { Value = new Serialized(Encode(value, options)) };
            }

            await _link.SendAsync(
                asker, new DataMessage.DataReply(request.Request, items), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // The asker goes on as if nothing were held here.
            WorkerLog.AnswerFailed(_log, _link.Self, asker, error);
            _link.Send(asker, new DataMessage.DataReply(
                request.Request, [.. request.Keys.Select(key => new DataItem(key, null))]));
        }
        finally
        {
            _mailbox.Post(Mail.TransferEnded.Instance);
        }
    }

    private Payload Encode(object? value, SerializeOptions options)
    {
        if (options.Serializers is { Count: 0 })
        {
            var text = $"{_link.Self} may write no family to {options.Context.Recipient} that is accepted there";
            return new Payload(ErrorHeader, Encoding.UTF8.GetBytes(text));
        }

        try
        {
            return _options.Serializer.Serialize(value, options);
        }
        catch (ArgumentException error)
        {
            // The asker accepts a family that is not registered here: it must hear of it, not wait for the value.
            return new Payload(ErrorHeader, Encoding.UTF8.GetBytes(error.Message));
        }
    }

    // What the asker accepts, and of that what the engine's rules choose for it.
    private IReadOnlyList<string>? FamiliesFor(PeerAddress asker, IReadOnlyList<string>? accepts)
    {
        if (_link.FamiliesFor(asker) is not { } chosen) return accepts ?? _options.Serializers;
        return accepts is null ? chosen : [.. chosen.Where(accepts.Contains)];
    }

    private DataItem[] Collect(IReadOnlyList<string> keys)
    {
        var items = new DataItem[keys.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = new DataItem(
                keys[i], _store.TryGet(keys[i], out var stored) ? new ToSerialize(stored.Value) : null);
        }

        return items;
    }

    private DeserializeOptions Accepting(PeerAddress from) =>
        new() { Deserializers = _options.Deserializers, Context = _link.ContextFrom(from) };
}
