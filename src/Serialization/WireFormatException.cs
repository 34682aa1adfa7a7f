namespace Weft.Serialization;

/// <summary>
/// Bytes from outside do not follow <c>docs/wire.md</c> or go beyond <see cref="Limits"/>. The only exception that any
/// input whatever can cause while it is read. Its message names what, where, expected, actual and the next step.
/// </summary>
public sealed class WireFormatException : Exception
{
    /// <summary>One violation, in one sentence with its operands.</summary>
    /// <param name="message">What was expected and what was found.</param>
    /// <param name="offset">Bytes from the start of the input that was being read; -1 where none applies.</param>
    /// <param name="inner">The cause, where another error led here.</param>
    public WireFormatException(string message, long offset = -1, Exception? inner = null)
        : base(offset >= 0 ? $"{message} (at offset {offset})" : message, inner) => Offset = offset;

    /// <summary>A violation that was found elsewhere and arrives here with its text.</summary>
    /// <param name="message">The whole sentence, with its offset where it has one.</param>
    /// <param name="inner">The cause, or null.</param>
    public WireFormatException(string message, Exception? inner)
        : this(message, -1, inner)
    {
    }

    /// <summary>Bytes from the start of the input that was being read; -1 where none applies.</summary>
    public long Offset { get; }
}
