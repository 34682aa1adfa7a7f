namespace Weft.Actors;

/// <summary>Puts an error on one line for those who start a node.</summary>
internal static class OneLine
{
    /// <summary>The message that says most: that of the innermost cause that has one of its own.</summary>
    public static string Of(Exception error)
    {
        while (error is AggregateException or System.Reflection.TargetInvocationException
            && error.InnerException is { } inner)
        {
            error = inner;
        }

        return error.Message.ReplaceLineEndings(" ");
    }

    /// <summary>Every error in the chain of causes, outermost first.</summary>
    public static IEnumerable<Exception> Chain(Exception? error)
    {
        for (; error is not null; error = error.InnerException) yield return error;
    }
}
