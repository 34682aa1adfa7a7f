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
    private const int WarmRounds = 2;

    private readonly AkkaBenchOptions _options;
    private readonly ArraySection.Length _length;
    private readonly Socket _raw;
    private readonly byte[] _frame;
    private readonly List<Way> _ways;
    private readonly List<double> _rawRates = [];

    public ArrayRounds(
        AkkaBenchOptions options,
        ArraySection.Length length,
        Socket raw,
        Dictionary<string, (IActorRef Pump, IActorRef Sink)> ends)
    {
        (_options, _length, _raw) = (options, length, raw);
        var block = Block.OfDoubles(length.Doubles);
        _frame = RawSocket.Frame(block);
        _ways =
        [
            new Way(Json, ends[Systems.Akka], block, false),
            new Way(Bytes, ends[Systems.Akka], Block.OfBytes(block), false),
            new Way(Plain, ends[Systems.Weft], block, false),
            new Way(TellData, ends[Systems.Weft], block, true),
        ];
        if (ends.TryGetValue(Systems.Provider, out var provider))
            _ways.Add(new Way(Provider, provider, block, false));
    }

    public async Task<IReadOnlyList<AkkaBenchResult>> RunAsync()
    {
        for (var round = -WarmRounds; round < _options.Rounds; round++)
        {
            // Forth and back: nobody is always the one behind the garbage of another.
            IEnumerable<Way> ways = round % 2 == 0 ? _ways : Enumerable.Reverse(_ways);
            foreach (var way in ways)
            {
                var isJson = way.Name == Json;
                // JSON for a long array is done once, where its garbage disturbs nobody.
                if (isJson && _length.IsLong) continue;
                var amount = isJson ? _length.JsonAmount : _length.Amount;
                var raw = RawRate(_length.Amount);
                way.Add(await RateAsync(way, amount), raw, round >= 0);
                if (round >= 0) _rawRates.Add(raw);
            }
        }

        var json = _ways[0];
        if (_length.IsLong && !_options.Quick)
        {
            var raw = RawRate(_length.Amount);
            json.Add(await RateAsync(json, _length.JsonAmount), raw, true);
        }

        var bytes = _ways[1];
        var raws = Measure.Median(_rawRates);
        return
        [
            new AkkaBenchResult($"raw_{_length.Name}", raws, "MB/s", null, null, "", null)
            {
                MessagesPerSecond = raws / _length.Megabytes,
                Rounds = _rawRates.Count,
            },
            .. _ways.Where(way => way.Rates.Count > 0).Select(way => ResultOf(way, bytes)),
        ];
    }

    private AkkaBenchResult ResultOf(Way way, Way bytes)
    {
        var rate = Measure.Median(way.Rates);
        var toRaw = Measure.Median(way.Rates.Zip(way.RawRates, (own, raw) => own / raw));
        var toBytes = Measure.Median(way.Rates.Zip(bytes.Rates, (own, other) => own / other));
        (string Budget, bool? Met) budget = (way.Name, _length.Name) switch
        {
            (TellData or Provider, "80mb") => (">= 0.6 x baseline", toRaw >= 0.6),
            (Plain, "8kb") => (">= 0.8 x bytes", toBytes >= 0.8),
            _ => ("", null),
        };
        return new AkkaBenchResult(
            $"{way.Name}_{_length.Name}", rate, "MB/s", Measure.Median(way.RawRates), toRaw, budget.Budget, budget.Met)
        {
            MessagesPerSecond = rate / _length.Megabytes,
            RatioToBytes = toBytes,
            Rounds = way.Rates.Count,
            Note = way.Name == Json && _length.IsLong ? "one message, once" : null,
        };
    }

    private double RawRate(Amount amount)
    {
        GC.Collect();
        return RateOf(amount, RawSocket.Send(_raw, _frame, amount));
    }

    private async Task<double> RateAsync(Way way, Amount amount)
    {
        GC.Collect();
        var done = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        way.Ends.Pump.Tell(new Pump.Run(way.Ends.Sink, way.Block, amount, way.ByTellData, done));
        return RateOf(amount, await done.Task.WaitAsync(TimeSpan.FromMinutes(5)));
    }

    private double RateOf(Amount amount, TimeSpan time) => amount.Count * _length.Megabytes / time.TotalSeconds;

    private sealed record Way(
        string Name, (IActorRef Pump, IActorRef Sink) Ends, object Block, bool ByTellData)
    {
        public List<double> Rates { get; } = [];

        public List<double> RawRates { get; } = [];

        public void Add(double rate, double raw, bool counts)
        {
            if (!counts) return;
            Rates.Add(rate);
            RawRates.Add(raw);
        }
    }
}
