using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Weft.Serialization.Tests.Pickle.Laws;

/// <summary>Admits the code of one assembly.</summary>
internal sealed class OwnCode(Assembly admitted) : ICodeSource
{
    public bool TryGetAssembly(
        string name,
        Guid moduleVersionId,
        [NotNullWhen(true)] out Assembly? assembly,
        [NotNullWhen(false)] out string? refusal)
    {
        assembly = admitted.GetName().Name == name ? admitted : null;
        refusal = assembly is null ? $"the assembly {name} is not admitted" : null;
        return assembly is not null;
    }
}
