namespace Weft.Actors.Soak;

/// <summary>Which kinds of round follow each other.</summary>
internal static class RoundPlan
{
    // Of ten: four kills, three short freezes, one long one, two restarts.
    private static readonly RoundKind[] Ten =
    [
        RoundKind.Kill, RoundKind.Freeze12, RoundKind.Restart, RoundKind.Kill, RoundKind.Freeze60, RoundKind.Kill,
        RoundKind.Freeze12, RoundKind.Restart, RoundKind.Kill, RoundKind.Freeze12,
    ];

    public static IReadOnlyList<RoundKind> Of(int rounds, RoundKind? only) =>
        [.. Enumerable.Range(0, rounds).Select(number => only ?? Ten[number % Ten.Length])];
}
