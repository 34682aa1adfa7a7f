using System.Collections.Concurrent;
using Weft.Serialization;

namespace Weft.Transport.Tests;

/// <summary>Keeps what a connection tells its handler.</summary>
internal sealed class Recorder : IConnectionHandler
{
    private readonly BlockingCollection<Envelope> _messages = [];
    private readonly TaskCompletionSource<Connection> _attached =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Action<Connection, Envelope>? Then { get; set; }

    public Task<Connection> Attached => _attached.Task;

    public Task<string> Closed => _closed.Task.WaitAsync(Pair.Patience);

    public int ClosedCount { get; private set; }

    public Connection Connection => _attached.Task.Result;

    public IConnectionHandler Attach(Connection connection)
    {
        _attached.TrySetResult(connection);
        return this;
    }

    public Envelope Next() =>
        _messages.TryTake(out var message, Pair.Patience) ? message : throw new TimeoutException("no message came");

    public bool TryNext(TimeSpan wait, out Envelope? message) => _messages.TryTake(out message, wait);

    public void OnMessage(Connection from, Envelope envelope)
    {
        if (Then is { } then)
            then(from, envelope);
        else
            _messages.Add(envelope);
    }

    public void OnClosed(Connection connection, string reason, Exception? error)
    {
        ClosedCount++;
        _closed.TrySetResult(reason);
    }
}
