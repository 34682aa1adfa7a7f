using System.Diagnostics;

namespace Weft.Bench;

/// <summary>Brings a piece of work to its steady state before it is measured.</summary>
internal static class Steady
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(600);

    /// <summary>
    /// Calls the work for a while, in bursts with pauses: the runtime compiles what is called often anew, in the
    /// background, twice, and only once nothing new has been called for 100 ms.
    /// </summary>
    /// <param name="work">Checked by its caller, not here.</param>
    /// <param name="calls">Calls of one burst: fewer for work that takes long.</param>
    public static void Reach(Action work, int calls = 2000)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Least)
        {
            for (var i = 0; i < calls; i++) work();
            Thread.Sleep(20);
        }
    }
}
