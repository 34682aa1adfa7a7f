using System.Runtime.CompilerServices;

namespace Weft.Runtime;

/// <content>Calls of functions with no argument, with one, and with many futures as one array.</content>
public sealed partial class Client
{
    /// <summary>
    /// Queues a call of a function on some worker and returns at once with a future of its result. Each argument is a
    /// value, which travels with the call, or a future, whose value is used where it lies; a function that returns a
    /// task is awaited on the worker. Static methods and lambdas work, capturing ones too: what they capture is read
    /// now. Arguments and captured values must not change until the call has run; in one process arguments are shared
    /// with the function by reference, and so is its result.
    /// </summary>
    /// <exception cref="ArgumentException">A future of another client, or a future given as a value.</exception>
    /// <exception cref="SchedulerLostException">The client has lost its scheduler.</exception>
    public Future<TR> Submit<TR>(Func<TR> function, SubmitOptions? options = null) =>
        Call<TR>(function, options, []);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    public Future<TR> Submit<TR>(Func<Task<TR>> function, SubmitOptions? options = null) =>
        Call<TR>(function, options, []);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    public Future<TR> Submit<T, TR>(Func<T, TR> function, T argument, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Value(argument)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    public Future<TR> Submit<T, TR>(Func<T, Task<TR>> function, T argument, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Value(argument)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(1)]
    public Future<TR> Submit<T, TR>(Func<T, TR> function, Future<T> argument, SubmitOptions? options = null) =>
        Call<TR>(function, options, [argument]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(1)]
    public Future<TR> Submit<T, TR>(Func<T, Task<TR>> function, Future<T> argument, SubmitOptions? options = null) =>
        Call<TR>(function, options, [argument]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(2)]
    public Future<TR> Submit<T, TR>(
        Func<T[], TR> function, IEnumerable<Future<T>> arguments, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Own(arguments)]);

    /// <inheritdoc cref="Submit{TR}(Func{TR}, SubmitOptions?)"/>
    [OverloadResolutionPriority(2)]
    public Future<TR> Submit<T, TR>(
        Func<T[], Task<TR>> function, IEnumerable<Future<T>> arguments, SubmitOptions? options = null) =>
        Call<TR>(function, options, [Own(arguments)]);
}
