namespace Weft.Actors;

/// <summary>Texts from other nodes on their way into a log: not endless, and on one line.</summary>
internal static class LogText
{
    private const int CharsMax = 2048;

    /// <summary>The text, cut where it is too long, with spaces for control characters.</summary>
    public static string Of(string text)
    {
        var cut = text.Length > CharsMax ? text[..CharsMax] + "…" : text;
        return string.Create(cut.Length, cut, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
    }
}
