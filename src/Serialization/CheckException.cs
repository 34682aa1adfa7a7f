using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// A condition that the program itself must keep was false: a bug in Weft, never the fault of a peer or of its bytes.
/// Nothing catches it to go on.
/// </summary>
public sealed class CheckException(string message) : Exception(message)
{
    /// <summary>Throws when <paramref name="condition"/> is false; stays on in production.</summary>
    /// <param name="condition">What must hold.</param>
    /// <param name="text">The condition's own source text.</param>
    public static void Require(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        if (!condition) throw new CheckException($"must hold: {text}");
    }

    /// <summary>Throws when <paramref name="condition"/> is false, with the operands in the message.</summary>
    /// <param name="condition">What must hold.</param>
    /// <param name="message">What was found, where and what was expected.</param>
    public static void Require(
        [DoesNotReturnIf(false)] bool condition,
        [InterpolatedStringHandlerArgument(nameof(condition))] ref CheckMessage message)
    {
        if (!condition) throw new CheckException(message.ToString());
    }
}

/// <summary>Builds a check's message only when the check fails, so a check that holds costs a comparison.</summary>
[InterpolatedStringHandler]
public ref struct CheckMessage
{
    private DefaultInterpolatedStringHandler _text;
    private readonly bool _failed;

    /// <summary>Called by the compiler.</summary>
    public CheckMessage(int literalLength, int formattedCount, bool condition, out bool enabled)
    {
        enabled = _failed = !condition;
        _text = enabled ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <inheritdoc/>
    public override string ToString() => _failed ? _text.ToStringAndClear() : "";
}
