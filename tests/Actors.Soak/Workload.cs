using Weft.Runtime;

namespace Weft.Actors.Soak;

/// <summary>
/// Tasks of some kinds, submitted until told to stop; each future's outcome is held against what it must be.
/// </summary>
internal sealed class Workload(Client client, long firstNumber)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan OutcomeMax = TimeSpan.FromSeconds(120);

    // As many values lie on the workers when one of them suffers, and are used afterwards.
    private const int KeptCount = 12;

    private readonly List<Task<string?>> _outcomes = [];
    private readonly List<(long Number, Future<double[]> Future)> _kept = [];
    private long _number = firstNumber;
    private int _named;
    private int _own;
    private int _others;

    /// <summary>Distinct keys submitted whose functions return.</summary>
    public int Returning => _own + _others;

    /// <summary>Futures that ended with an error that names what was lost.</summary>
    public int Named => _named;

    public int Futures => _outcomes.Count;

    /// <summary>Tasks that somebody else submitted and checks.</summary>
    public void Count(int tasks) => _others += tasks;

    /// <summary>Has the workers make values and hold them.</summary>
    public async Task KeepAsync()
    {
        for (var i = 0; i < KeptCount; i++)
        {
            var number = ++_number;
            _kept.Add((number, client.Submit(Functions.Make, number)));
            _own++;
        }
        foreach (var (_, future) in _kept)
            Expect(client.Submit(Functions.Length, future), length => length == Functions.ArrayLength);
        await FaultsAsync();
    }

    /// <summary>Uses the values that were kept.</summary>
    public void UseKept()
    {
        for (var i = 0; i < KeptCount; i += 2)
        {
            var expected = Functions.SumOf(_kept[i].Number) + Functions.SumOf(_kept[i + 1].Number);
            Expect(
                client.Submit(Functions.Add, _kept[i].Future, _kept[i + 1].Future),
                result => Math.Abs(result - expected) < 1e-3);
        }
    }

    public async Task StreamAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            SubmitSome();
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>The faults of all outcomes, once each has one.</summary>
    public async Task<string[]> FaultsAsync()
    {
        var faults = await Task.WhenAll(_outcomes);
        return [.. faults.OfType<string>()];
    }

    private void SubmitSome()
    {
        for (var i = 0; i < 3; i++)
        {
            var number = ++_number;
            Expect(client.Submit(Functions.Square, number), result => result[0] == number * number);
        }
        var (a, b) = (++_number, ++_number);
        var expected = Functions.SumOf(a) + Functions.SumOf(b);
        var first = client.Submit(Functions.Make, a);
        var second = client.Submit(Functions.Make, b);
        Expect(client.Submit(Functions.Add, first, second), result => Math.Abs(result - expected) < 1e-3);
        Expect(first, array => array.Length == Functions.ArrayLength && array[^1] == a + ((array.Length - 1) % 17));
        _own++;
        if (_number % 50 < 5) ExpectRefusal(client.Submit(Functions.Refuse, ++_number), _number);
    }

    private void Expect<T>(Future<T> future, Func<T, bool> isRight)
    {
        _own++;
        _outcomes.Add(CheckAsync());

        async Task<string?> CheckAsync()
        {
            try
            {
                var result = await Deadline(future);
                return isRight(result) ? null : $"{future.Key}: a wrong result";
            }
            catch (TimeoutException)
            {
                return $"{future.Key}: no outcome within {OutcomeMax.TotalSeconds} s";
            }
            catch (Exception error) when (error is DataLostException or TaskFailedException or SchedulerLostException)
            {
                Interlocked.Increment(ref _named);
                return error.Message.Contains(future.Key, StringComparison.Ordinal)
                    ? null
                    : $"{future.Key}: an error that does not name it: {error.Message}";
            }
            catch (Exception error)
            {
                return $"{future.Key}: {error.GetType().Name}: {error.Message}";
            }
        }
    }

    private void ExpectRefusal(Future<long> future, long number)
    {
        _outcomes.Add(CheckAsync());

        async Task<string?> CheckAsync()
        {
            try
            {
                return $"{future.Key}: {await Deadline(future)} instead of an error";
            }
            catch (ArgumentOutOfRangeException error)
            {
                return error.Message.Contains($"{number} is refused", StringComparison.Ordinal)
                    ? null
                    : $"{future.Key}: another error: {error.Message}";
            }
            catch (Exception error)
            {
                return $"{future.Key}: {error.GetType().Name}: {error.Message}";
            }
        }
    }

    private static Task<T> Deadline<T>(Future<T> future) =>
        future.ResultAsync(CancellationToken.None).WaitAsync(OutcomeMax);
}
