using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Weft.Serialization;

/// <summary>
/// Where function references find their code: a policy that admits assemblies, and the loading of those it admits.
/// Whoever runs tasks implements it. Asked from any thread. One source stands for one policy: what it admitted once may
/// be remembered for it, so a narrower policy is another source.
/// </summary>
public interface ICodeSource
{
    /// <summary>The loaded assembly of this name, if its code may run here.</summary>
    /// <param name="name">The simple name; foreign text.</param>
    /// <param name="moduleVersionId">The build that the reference was made from.</param>
    /// <param name="assembly">The admitted assembly; another build of it is refused by the caller.</param>
    /// <param name="refusal">Why not, in a sentence with the remedy.</param>
    bool TryGetAssembly(
        string name,
        Guid moduleVersionId,
        [NotNullWhen(true)] out Assembly? assembly,
        [NotNullWhen(false)] out string? refusal);
}
