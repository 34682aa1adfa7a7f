using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Weft.Serialization;

/// <summary>The texts of exceptions: what is their own, what of it travels, and how it is put back.</summary>
internal static class ExceptionMessages
{
    private const string CausesCut = " … (causes beyond this one are cut)";

    /// <summary>
    /// An exception's own text. An aggregate one appends its causes' messages, and they those of theirs, as deep as
    /// memory allows: its own part is read where it lies.
    /// </summary>
    public static string OwnOf(Exception error)
    {
        if (error is not AggregateException { InnerExceptions: { Count: > 0 } causes } many) return error.Message ?? "";
        string field = TextOf(many) ?? $"Exception of type '{many.GetType()}' was thrown.";
        if (!OverridesMessage(many) || causes.Any(cause => cause is AggregateException)) return field;
        string whole = many.Message ?? "";
        string appended = string.Concat(causes.Select(cause => $" ({cause.Message})"));
        return whole.EndsWith(appended, StringComparison.Ordinal) ? whole[..^appended.Length] : whole;
    }

    /// <summary>
    /// Gives a new exception the text that was sent where its constructor made another of it. False where it still says
    /// something else, or has another cause: its class computes them.
    /// </summary>
    public static bool TryKeep(Exception error, string message, Exception? cause)
    {
        try
        {
            if (!ReferenceEquals(error.InnerException, cause)) return false;
            if (OwnOf(error) == message) return true;
            TextOf(error) = message;
            return OwnOf(error) == message;
        }
        catch (Exception failure) when (failure is not CheckException and not OutOfMemoryException)
        {
            // The class computes its message of fields that did not travel.
            return false;
        }
    }

    /// <summary>
    /// A text for reading, of that many characters at most, which says so where it was cut. Halves of surrogate pairs,
    /// also those that a cut would leave, become question marks.
    /// </summary>
    public static string Cut(string text, int charsMax, bool causesCut = false)
    {
        string mark = causesCut ? CausesCut : "";
        if (text.Length + mark.Length > charsMax)
        {
            string most = charsMax.ToString("N0", CultureInfo.InvariantCulture);
            string had = text.Length.ToString("N0", CultureInfo.InvariantCulture);
            mark = $" … (cut at {most} of {had} characters){mark}";
            text = text[..(charsMax - mark.Length)];
        }

        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) + mark;
    }

    private static bool OverridesMessage(AggregateException error) =>
        error.GetType() != typeof(AggregateException) &&
        error.GetType().GetProperty(nameof(Exception.Message))?.DeclaringType != typeof(AggregateException);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_message")]
    private static extern ref string? TextOf(Exception error);
}
