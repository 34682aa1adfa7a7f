using System.Runtime.CompilerServices;

namespace Weft.Runtime;

/// <content>Calls of functions with two arguments.</content>
public sealed partial class Client
{
    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    public Future<TR> Submit<T1, T2, TR>(
        Func<T1, T2, TR> function, T1 first, T2 second, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Value(first), Value(second)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    public Future<TR> Submit<T1, T2, TR>(
        Func<T1, T2, Task<TR>> function, T1 first, T2 second, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Value(first), Value(second)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(1)]
    public Future<TR> Submit<T1, T2, TR>(
        Func<T1, T2, TR> function, T1 first, Future<T2> second, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Value(first), second]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(1)]
    public Future<TR> Submit<T1, T2, TR>(
        Func<T1, T2, Task<TR>> function, T1 first, Future<T2> second, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Value(first), second]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(1)]
    public Future<TR> Submit<T1, T2, TR>(
        Func<T1, T2, TR> function, Future<T1> first, T2 second, SubmitOptions? options = null) =>
        Call<TR>(function, options, [first, Value(second)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(1)]
    public Future<TR> Submit<T1, T2, TR>(
        Func<T1, T2, Task<TR>> function, Future<T1> first, T2 second, SubmitOptions? options = null) =>
        Call<TR>(function, options, [first, Value(second)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(2)]
    public Future<TR> Submit<T1, T2, TR>(
        Func<T1, T2, TR> function, Future<T1> first, Future<T2> second, SubmitOptions? options = null) =>
        Call<TR>(function, options, [first, second]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(2)]
    public Future<TR> Submit<T1, T2, TR>(
        Func<T1, T2, Task<TR>> function, Future<T1> first, Future<T2> second, SubmitOptions? options = null) =>
        Call<TR>(function, options, [first, second]);
}
