using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Weft.Serialization.Samples;

// sample: code
/// <summary>Admits the code of this program and no other.</summary>
public sealed class OwnCode : ICodeSource
{
    private static readonly Assembly Own = typeof(OwnCode).Assembly;

    public bool TryGetAssembly(
        string name,
        Guid moduleVersionId,
        [NotNullWhen(true)] out Assembly? assembly,
        [NotNullWhen(false)] out string? refusal)
    {
        bool isOwn = name == Own.GetName().Name;
        assembly = isOwn ? Own : null;
        refusal = isOwn ? null : $"no code of {name} runs here";
        return isOwn;
    }
}
// end
