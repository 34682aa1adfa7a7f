namespace Weft.Serialization;

/// <summary>
/// A function may not or cannot run here: its assembly is not admitted, not known, or of another build. Nothing of it
/// has run. The message names the function, what was found and the remedy.
/// </summary>
/// <param name="message">The three of them.</param>
public sealed class CodeRefusedException(string message) : Exception(message)
{
    /// <summary>The refusal of an assembly whose build differs from the one the reference was made from.</summary>
    /// <param name="assembly">The simple name.</param>
    /// <param name="expected">The module version id in the reference.</param>
    /// <param name="found">The module version id here.</param>
    public static CodeRefusedException OtherBuild(string assembly, Guid expected, Guid found) => new(
        $"the function comes from another build of {assembly}: its module version id is {expected}, here " +
        $"it is {found}. The names of lambdas shift between builds, so it might be another function. Deploy the same " +
        "build everywhere, set PathMap when building in several places, or register the function by name "
        + "(RegisterFunction)");
}
