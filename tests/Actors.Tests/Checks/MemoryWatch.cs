namespace Weft.Actors.Tests;

/// <summary>The most memory that objects of this process took, looked at every 20 ms since it was made.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private readonly Timer _timer;
    private long _peak;

    public MemoryWatch() => _timer = new Timer(_ => Look(), null, 0, 20);

    public long PeakBytes => Volatile.Read(ref _peak);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var now = GC.GetTotalMemory(forceFullCollection: false);
        if (now > _peak) Volatile.Write(ref _peak, now);
    }
}
