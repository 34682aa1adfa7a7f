namespace Weft.Tasks;

/// <summary>One step of one key, as a machine took it.</summary>
/// <param name="At">When the machine was told what caused the step.</param>
/// <param name="Key">Whose step.</param>
/// <param name="From">The state left.</param>
/// <param name="To">The state entered.</param>
/// <param name="Cause">What caused it, in a few words.</param>
public readonly record struct JournalEntry(Instant At, string Key, string From, string To, string Cause)
{
    /// <summary>One line: the instant in milliseconds, the step, the cause.</summary>
    public override string ToString() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{At.Nanoseconds / 1e6:F3} ms  {Key}: {From} -> {To}  ({Cause})");
}
