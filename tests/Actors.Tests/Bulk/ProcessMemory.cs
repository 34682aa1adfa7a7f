using System.Globalization;

namespace Weft.Actors.Tests;

/// <summary>The memory that this process really takes, as Linux counts it; elsewhere zero.</summary>
internal static class ProcessMemory
{
    /// <summary>The most it took since <see cref="Begin"/>.</summary>
    public static long PeakBytes => Read("VmHWM:");

    /// <summary>Drops what is no longer used, counts the peak anew, and says what is left.</summary>
    public static long Begin()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux()) File.WriteAllText("/proc/self/clear_refs", "5");
        return Read("VmRSS:");
    }

    private static long Read(string name)
    {
        if (!OperatingSystem.IsLinux()) return 0;
        var line = File.ReadLines("/proc/self/status").Single(each => each.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line[name.Length..^2], CultureInfo.InvariantCulture);
    }
}
