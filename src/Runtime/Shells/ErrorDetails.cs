using System.Runtime.ExceptionServices;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// Turns exceptions into the form that travels (<see cref="ErrorDetail"/>) and back. The type's name, the message and
/// the stack always travel; the exception itself too, for receivers that allow its type.
/// </summary>
public static class ErrorDetails
{
    /// <summary>The most characters of a message or a stack that travel; what is beyond is cut.</summary>
    public const int TextCharsMax = 10_000;

    /// <summary>The entry of <see cref="Exception.Data"/> under which a remote stack can be read.</summary>
    public const string RemoteStackEntry = "Weft.RemoteStack";

    /// <summary>What is told of an exception; the exception travels inside, by reference within one process.</summary>
    public static ErrorDetail From(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new ErrorDetail(
            error.GetType().FullName ?? error.GetType().Name,
            Plain(Told(error, static error => error.Message)),
            Plain(Told(error, StackOf)),
            new ToSerialize(error));
    }

    /// <summary>
    /// The exception that travelled, with the remote stack attached, where it arrived and could be decoded; else null.
    /// The same object for everyone who asks in one process.
    /// </summary>
    /// <param name="error">What was told.</param>
    /// <param name="decode">Decodes an exception that is still encoded; may throw where it is not allowed.</param>
    public static Exception? TryRebuild(ErrorDetail error, Func<Payload, object?> decode)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(decode);
        var exception = error.Exception switch
        {
            ToSerialize { Value: Exception own } => own,
            Deserialized { Value: Exception own } => own,
            Serialized encoded => TryDecode(encoded, decode),
            _ => null,
        };
        if (exception is not null) Attach(exception, error.Stack);
        return exception;
    }

    private static Exception? TryDecode(Serialized encoded, Func<Payload, object?> decode)
    {
        try
        {
            // One that only stands for another type says no more than the words that travelled beside it.
            return decode(encoded.Payload) is Exception exception and not RemoteException ? exception : null;
        }
        catch (Exception)
        {
            // Its type is not allowed here, or its bytes are bad: the words that travelled beside it must do.
            return null;
        }
    }

    private static void Attach(Exception exception, string stack)
    {
        lock (exception)
        {
            try
            {
                // One that was thrown in this process has its stack already; one that was decoded has none.
                if (stack.Length > 0 && string.IsNullOrEmpty(exception.StackTrace))
                    ExceptionDispatchInfo.SetRemoteStackTrace(exception, stack);
                exception.Data[RemoteStackEntry] ??= stack;
            }
            catch (Exception)
            {
                // Both members are its author's, who may keep the entries closed or throw: it then comes without.
            }
        }
    }

    private static string StackOf(Exception error)
    {
        var stack = error.StackTrace ?? "";
        for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
        {
            stack = $"{stack}{Environment.NewLine} ---> {inner.GetType().FullName}: {inner.Message}"
                + $"{Environment.NewLine}{inner.StackTrace}";
            if (stack.Length > TextCharsMax) break;
        }

        return stack;
    }

    // What an exception says of itself is its author's code, which may throw or return nothing.
    private static string Told(Exception error, Func<Exception, string?> tell)
    {
        try
        {
            return tell(error) ?? "";
        }
        catch (Exception failure)
        {
            return $"({error.GetType().FullName} threw {failure.GetType().FullName} when it was asked)";
        }
    }

    // Cut, and fit for a message: UTF-8 has no half of a surrogate pair, also not the one that a cut may leave.
    private static string Plain(string text)
    {
        if (text.Length > TextCharsMax) text = string.Concat(text.AsSpan(0, TextCharsMax - 1), "…");
        var utf8 = System.Text.Encoding.UTF8;
        return utf8.GetString(utf8.GetBytes(text));
    }
}
