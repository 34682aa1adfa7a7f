using System.Globalization;
using System.Runtime.CompilerServices;

namespace Weft.Runtime;

/// <content>One call for each of many arguments.</content>
public sealed partial class Client
{
    /// <summary>
    /// Queues one call for each argument, in order; the futures are in the same order. What is said of
    /// <see cref="Submit{TR}(Func{TR}, SubmitOptions?)"/> holds for each: values must not change until the calls have
    /// run, and in one process they are shared by reference.
    /// </summary>
    /// <param name="function">Called once for each argument.</param>
    /// <param name="arguments">Finite; enumerated now.</param>
    /// <param name="options">For all calls; a key in it becomes the beginning of theirs.</param>
    public Future<TR>[] Map<T, TR>(
        Func<T, TR> function, IEnumerable<T> arguments, SubmitOptions? options = null) =>
        CallEach<TR>(function, options, Listed(arguments).Select(Value));

    /// <inheritdoc cref="Map{T, TR}(Func{T, TR}, IEnumerable{T}, SubmitOptions?)"/>
    public Future<TR>[] Map<T, TR>(
        Func<T, Task<TR>> function, IEnumerable<T> arguments, SubmitOptions? options = null) =>
        CallEach<TR>(function, options, Listed(arguments).Select(Value));

    /// <inheritdoc cref="Map{T, TR}(Func{T, TR}, IEnumerable{T}, SubmitOptions?)"/>
    [OverloadResolutionPriority(1)]
    public Future<TR>[] Map<T, TR>(
        Func<T, TR> function, IEnumerable<Future<T>> arguments, SubmitOptions? options = null) =>
        CallEach<TR>(function, options, Listed(arguments));

    /// <inheritdoc cref="Map{T, TR}(Func{T, TR}, IEnumerable{T}, SubmitOptions?)"/>
    [OverloadResolutionPriority(1)]
    public Future<TR>[] Map<T, TR>(
        Func<T, Task<TR>> function, IEnumerable<Future<T>> arguments, SubmitOptions? options = null) =>
        CallEach<TR>(function, options, Listed(arguments));

    private static T[] Listed<T>(IEnumerable<T> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return [.. arguments];
    }

    private Future<TR>[] CallEach<TR>(Delegate function, SubmitOptions? options, IEnumerable<object> arguments)
    {
        ArgumentNullException.ThrowIfNull(function);
        var futures = new List<Future<TR>>();
        foreach (object argument in arguments)
        {
            var one = options?.Key is { } start
                ? options with { Key = string.Create(CultureInfo.InvariantCulture, $"{start}-{futures.Count}") }
                : options;
            futures.Add(Call<TR>(function, one, [argument]));
        }

        return [.. futures];
    }
}
