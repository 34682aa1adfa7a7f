namespace Weft.Runtime;

/// <summary>
/// How the garbage collector of a child worker is set. A worker's life is large arrays that come, are read once and
/// go, and the time goes into page faults of fresh memory: so what was freed is kept for the next array, the large
/// budget of generation 0 makes collections rare, and no background collection competes for the two or more cores
/// that the functions use. A program that embeds workers gets the same with these names in its environment, or with
/// <c>System.GC.RetainVM</c>, <c>System.GC.Concurrent</c> and <c>System.GC.Gen0Size</c> in its runtime file.
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
