using System.Net.Sockets;
using Akka.Actor;
using Weft.Bench;

namespace Weft.Actors.Bench;

/// <summary>Blocks of one length by all ways, by turns.</summary>
internal sealed class ArrayRounds
{
    private const string Json = "json";
    private const string Bytes = "bytes";
    private const string Plain = "plain";
    private const string Provider = "provider";
    private const string TellData = "telldata";
    private const int WarmRounds = 8;

    // A round of short blocks takes a twentieth of a second, in which anything may happen; JSON is slow there too.
    private const int ShortRounds = 5;

    // The runtime compiles what is called often anew, but only once nothing new was called for 100 ms.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private readonly AkkaBenchOptions _options;
    private readonly ArraySection.Length _length;
    private readonly PeerProcess _peer;
    private readonly Socket _raw;
    private readonly byte[] _frame;
    private readonly List<Way> _ways;

    public ArrayRounds(
        AkkaBenchOptions options,
        ArraySection.Length length,
        PeerProcess peer,
        Socket raw,
        Dictionary<string, (IActorRef Pump, IActorRef Sink)> ends)
    {
        (_options, _length, _peer, _raw) = (options, length, peer, raw);
        var block = Block.OfDoubles(length.Doubles);
        _frame = RawSocket.Frame(block);
        _ways =
        [
            new Way(Json, ends[Systems.Akka], block, SendWay.Tell),
            new Way(Bytes, ends[Systems.Akka], Block.OfBytes(block), SendWay.Tell),
            new Way(Plain, ends[Systems.Weft], block, SendWay.Tell),
            new Way(TellData, ends[Systems.Weft], block, SendWay.TellData),
        ];
        if (ends.TryGetValue(Systems.Provider, out var provider))
            _ways.Add(new Way(Provider, provider, block, SendWay.Tell));
    }

    public async Task<IReadOnlyList<AkkaBenchResult>> RunAsync()
    {
        var warm = _length.IsLong ? 2 : WarmRounds;
        var rounds = _options.Rounds * (_length.IsShort ? ShortRounds : 1);
        for (var round = -warm; round < rounds; round++)
        {
            // Forth and back: nobody is always the one behind the garbage of another.
            IEnumerable<Way> ways = round % 2 == 0 ? _ways : Enumerable.Reverse(_ways);
            foreach (var way in ways)
            {
                // JSON for a long array is done once, at the end, where its garbage disturbs nobody.
                var isJson = way.Name == Json;
                if (isJson && (_length.IsLong || round >= _options.Rounds)) continue;
                var raw = SendRaw();
                var own = await way.SendAsync(isJson ? _length.JsonAmount : _length.Amount, _peer);
                if (round >= 0) way.Add(own, raw);
                else await Task.Delay(Pause);
            }
        }

        if (_length.IsLong && !_options.Quick)
            _ways[0].Add(await _ways[0].SendAsync(_length.JsonAmount, _peer), SendRaw());
        var ran = _ways.Where(way => way.Own.Count > 0).ToArray();
        var bytes = ran.Single(way => way.Name == Bytes);
        return [New("raw", [.. ran.SelectMany(way => way.Raw)]), .. ran.Select(way => ResultOf(way, bytes))];
    }

    private AkkaBenchResult ResultOf(Way way, Way bytes)
    {
        var toRaw = Measure.Median(way.Own.Zip(way.Raw, (own, raw) => own.Rate / raw.Rate));
        var toBytes = Measure.Median(way.Own.Zip(bytes.Own, (own, other) => own.Rate / other.Rate));
        (string Budget, bool? Met) budget = (way.Name, _length.Name) switch
        {
            (TellData or Provider, "80mb") => (">= 0.6 x baseline", toRaw >= 0.6),
            (Plain, "8kb") => (">= 0.8 x bytes", toBytes >= 0.8),
            _ => ("", null),
        };
        return New(way.Name, way.Own) with
        {
            Baseline = Megabytes(way.Raw),
            Ratio = toRaw,
            RatioToBytes = toBytes,
            Budget = budget.Budget,
            Met = budget.Met,
            Note = way.Name == Json && _length.IsLong ? "one message, once" : null,
        };
    }

    private AkkaBenchResult New(string way, IReadOnlyList<Spent> spent) =>
        new($"{way}_{_length.Name}", Megabytes(spent), "MB/s", null, null, "", null)
        {
            MessagesPerSecond = Measure.Median(spent.Select(each => each.Rate)),
            ProcessorMicroseconds = Measure.Median(spent.Select(each => each.ProcessorMicroseconds)),
            Rounds = spent.Count,
        };

    private double Megabytes(IEnumerable<Spent> spent) =>
        Measure.Median(spent.Select(each => each.Rate * _length.Megabytes));

    private Spent SendRaw() => RawSocket.Send(_raw, _frame, _length.Amount, _peer);

    private sealed class Way(
        string name, (IActorRef Pump, IActorRef Sink) ends, object block, SendWay way)
    {
        private readonly List<Spent> _own = [];
        private readonly List<Spent> _raw = [];

        public string Name => name;

        public IReadOnlyList<Spent> Own => _own;

        public IReadOnlyList<Spent> Raw => _raw;

        public void Add(Spent own, Spent raw)
        {
            _own.Add(own);
            _raw.Add(raw);
        }

        public Task<Spent> SendAsync(Amount amount, PeerProcess peer) =>
            Pump.RunAsync(ends.Pump, ends.Sink, block, amount, way, peer);
    }
}
