namespace Weft.Runtime;

/// <summary>One argument of a submitted call, as the client hands it to the <see cref="ITaskCallEncoder"/>.</summary>
public abstract record TaskArgument
{
    private TaskArgument()
    {
    }

    /// <summary>A value that travels with the call; it must not change until the call has run.</summary>
    public sealed record Value(object? Item) : TaskArgument;

    /// <summary>The value that the worker holds under a key.</summary>
    public sealed record Key(string Name) : TaskArgument;

    /// <summary>An array of the parameter's element type, of the values under these keys in order.</summary>
    public sealed record Keys(IReadOnlyList<string> Names) : TaskArgument;
}
