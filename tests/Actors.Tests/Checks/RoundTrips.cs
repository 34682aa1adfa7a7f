using System.Diagnostics;
using Akka.Actor;

namespace Weft.Actors.Tests;

/// <summary>
/// One byte told as data and answered, a new one every few milliseconds whether or not those before are back, so that
/// a time in which nothing comes back counts by its length. Begins when it is made.
/// </summary>
internal sealed class RoundTrips : IAsyncDisposable
{
    private const int EveryMs = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IActorRef _echo;
    private readonly List<Task<MeasuredSpan>> _trips = [];
    private readonly Thread _thread;
    private volatile bool _ended;

    public RoundTrips(IActorRef echo)
    {
        _echo = echo;
        _thread = new Thread(Run) { IsBackground = true, Name = "trips" };
        _thread.Start();
    }

    /// <summary>Begins no more, and gives all that began, once they have ended.</summary>
    public async Task<List<MeasuredSpan>> UntilNowAsync()
    {
        End();
        return [.. await Task.WhenAll(_trips)];
    }

    public async ValueTask DisposeAsync() => await UntilNowAsync();

    private void End()
    {
        _ended = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_ended)
        {
            _trips.Add(TripAsync());
            Thread.Sleep(EveryMs);
        }
    }

    private async Task<MeasuredSpan> TripAsync()
    {
        var from = Stopwatch.GetTimestamp();
        await _echo.AskData<byte[]>(new byte[] { 1 }, Patience, CancellationToken.None).ConfigureAwait(false);
        return new MeasuredSpan(from, Stopwatch.GetTimestamp());
    }
}
