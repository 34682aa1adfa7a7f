namespace Weft.Runtime;

/// <summary>
/// How the garbage collector of a child worker is set. A worker's life is large arrays that come, are read once and
/// go: memory that was freed is kept for the next array instead of being faulted in again, the large budget of
/// generation 0 makes collections of small objects rare, and no background collection competes with the functions for
/// the cores. Measured with 64 MB arrays sent to and fro between two children on two busy cores: the rate is the same
/// as with the runtime's defaults within the noise, the resident memory of a child 184 MB in place of 428 MB. A program
/// that embeds workers gets the same with these names in its environment; the runtime file knows only the first two, as
/// <c>System.GC.RetainVM</c> and <c>System.GC.Concurrent</c>.
/// </summary>
internal static class ChildMemory
{
    /// <summary>The settings; a variable that the parent has set itself wins.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["DOTNET_GCRetainVM"] = "1",
        ["DOTNET_gcConcurrent"] = "0",
        // Hexadecimal: 64 MiB.
        ["DOTNET_GCgen0size"] = "4000000",
    };
}
