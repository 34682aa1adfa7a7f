using Weft.Tasks;

namespace Weft.Runtime;

/// <content>How one call is encoded and queued.</content>
public sealed partial class Client
{
    private static object Value<T>(T value) => value is Future future
        ? throw new ArgumentException($"the future of {future.Key} is given where the function wants a future itself; "
            + "functions take values: declare the parameter as the future's value type")
        : new TaskArgument.Value(value);

    /// <summary>
    /// Encodes and queues one call; each argument is a future, an array of them, or a value in its wrap.
    /// </summary>
    private Future<TR> Call<TR>(Delegate function, SubmitOptions? options, object[] given)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (ResultOf<TR>.IsValueTask)
        {
            throw new ArgumentException(
                $"{FunctionName.Of(function)} returns {typeof(TR)}, and its future would be one of that; an "
                + "asynchronous function returns Task<TResult>: append AsTask()", nameof(function));
        }

        if (_calls.ClosedBy is SchedulerLostException lost) throw new SchedulerLostException(lost.Reason);
        options ??= SubmitOptions.Default;
        var arguments = new TaskArgument[given.Length];
        var dependencies = new DependencySet();
        for (int i = 0; i < given.Length; i++)
        {
            switch (given[i])
            {
                case TaskArgument.Value value:
                    arguments[i] = value;
                    break;
                case Future[] many:
                    arguments[i] = new TaskArgument.Keys(KeysOf(many));
                    foreach (var future in many) dependencies.Add(future.Key);
                    break;
                case var one:
                    var single = one as Future;
                    Own(single!);
                    arguments[i] = new TaskArgument.Key(single!.Key);
                    dependencies.Add(single.Key);
                    break;
            }
        }

        string key = options.Key ?? NewKey(FunctionName.Of(function));
        var spec = _encoder.Encode(function, arguments);
        var task = new TaskDefinition(
            key, spec, dependencies.Keys, options.Priority, options.Retries, options.Workers);
        var cell = new FutureCell(key);
        Enqueue(new UserCall.Submit(task, cell));

        // Until here the argument futures must hold their keys; behind this call in the queue they may let go.
        GC.KeepAlive(given);
        return new Future<TR>(this, cell);
    }

    /// <summary>Keys in the order of their first naming, each once, without a set where there are few.</summary>
    private struct DependencySet
    {
        private const int FewCount = 8;

        private List<string>? _keys;
        private HashSet<string>? _known;

        public readonly IReadOnlyList<string> Keys => _keys is null ? [] : _keys;

        public void Add(string key)
        {
            _keys ??= [];
            if (_keys.Count == FewCount && _known is null) _known = new HashSet<string>(_keys, StringComparer.Ordinal);
            if (_known is null ? _keys.Contains(key) : !_known.Add(key)) return;
            _keys.Add(key);
        }
    }

    private static class ResultOf<TR>
    {
        public static readonly bool IsValueTask = typeof(TR) == typeof(ValueTask)
            || (typeof(TR).IsGenericType && typeof(TR).GetGenericTypeDefinition() == typeof(ValueTask<>));
    }
}
