using System.Runtime.CompilerServices;

namespace Weft.Runtime;

/// <content>Calls of functions with three arguments.</content>
public sealed partial class Client
{
    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, TR> function, T1 first, T2 second, T3 third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Value(first), Value(second), Value(third)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, Task<TR>> function, T1 first, T2 second, T3 third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Value(first), Value(second), Value(third)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(1)]
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, TR> function, T1 first, T2 second, Future<T3> third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Value(first), Value(second), third]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(1)]
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, Task<TR>> function, T1 first, T2 second, Future<T3> third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Value(first), Value(second), third]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(1)]
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, TR> function, T1 first, Future<T2> second, T3 third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Value(first), second, Value(third)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(1)]
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, Task<TR>> function, T1 first, Future<T2> second, T3 third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Value(first), second, Value(third)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(2)]
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, TR> function, T1 first, Future<T2> second, Future<T3> third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Value(first), second, third]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(2)]
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, Task<TR>> function,
        T1 first, Future<T2> second, Future<T3> third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Value(first), second, third]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(1)]
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, TR> function, Future<T1> first, T2 second, T3 third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [first, Value(second), Value(third)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(1)]
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, Task<TR>> function, Future<T1> first, T2 second, T3 third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [first, Value(second), Value(third)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(2)]
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, TR> function, Future<T1> first, T2 second, Future<T3> third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [first, Value(second), third]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(2)]
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, Task<TR>> function,
        Future<T1> first, T2 second, Future<T3> third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [first, Value(second), third]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(2)]
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, TR> function, Future<T1> first, Future<T2> second, T3 third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [first, second, Value(third)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(2)]
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, Task<TR>> function,
        Future<T1> first, Future<T2> second, T3 third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [first, second, Value(third)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(3)]
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, TR> function,
        Future<T1> first, Future<T2> second, Future<T3> third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [first, second, third]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(3)]
    public Future<TR> Submit<T1, T2, T3, TR>(
        Func<T1, T2, T3, Task<TR>> function,
        Future<T1> first, Future<T2> second, Future<T3> third, SubmitOptions? options = null) =>
        Call<TR>(function, options, [first, second, third]);
}
