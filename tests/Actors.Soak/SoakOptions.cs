using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Weft.Actors.Soak;

/// <summary>What the command line says.</summary>
/// <param name="Rounds">How many rounds.</param>
/// <param name="Only">The one kind of round, or null for the mix.</param>
/// <param name="NodeProgram">The assembly of the command <c>weft</c>.</param>
internal sealed record SoakOptions(int Rounds, RoundKind? Only, string NodeProgram)
{
    public static bool TryParse(string[] args, [NotNullWhen(true)] out SoakOptions? options)
    {
        options = null;
        var rounds = 20;
        RoundKind? only = null;
        var program = Path.GetFullPath("src/Node/bin/Release/net10.0/weft.dll");
        if (args.Length % 2 != 0) return false;
        for (var i = 0; i < args.Length; i += 2)
        {
            switch (args[i])
            {
                case "--rounds" when int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out rounds) && rounds > 0:
                    break;
                case "--only" when Enum.TryParse<RoundKind>(args[i + 1], ignoreCase: true, out var kind):
                    only = kind;
                    break;
                case "--weft":
                    program = Path.GetFullPath(args[i + 1]);
                    break;
                default:
                    return false;
            }
        }
        options = new SoakOptions(rounds, only, program);
        return true;
    }
}
