namespace Weft.Runtime;

/// <summary>One argument inside a <see cref="TaskCall"/>: <see cref="TaskArgument"/> with the value encoded.</summary>
internal abstract record TaskCallArgument
{
    private TaskCallArgument()
    {
    }

    /// <summary>A value that travels with the call.</summary>
    public sealed record Value(EncodedPart Part) : TaskCallArgument;

    /// <summary>The value that the worker holds under a key.</summary>
    public sealed record Key(string Name) : TaskCallArgument;

    /// <summary>An array of the values under these keys.</summary>
    public sealed record Keys(IReadOnlyList<string> Names) : TaskCallArgument;
}
