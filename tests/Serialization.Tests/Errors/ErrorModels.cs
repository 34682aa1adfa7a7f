using System.Reflection;

namespace Weft.Serialization.Tests.Errors;

public sealed record Order(int Id, string Symbol);

public sealed record Parcel(object? Content);

public sealed class Handle
{
    ~Handle() => GC.KeepAlive(this);
}

public enum Colours : short
{
    Red,
}

/// <summary>Admits nothing, or this assembly.</summary>
internal sealed class ErrorCode(bool admits) : ICodeSource
{
    public bool TryGetAssembly(
        string name, Guid moduleVersionId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Assembly? assembly,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? refusal)
    {
        assembly = admits ? typeof(ErrorCode).Assembly : null;
        refusal = admits ? null : $"no code of {name} is admitted";
        return admits;
    }
}
