using System.Collections.Concurrent;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime.Tests;

/// <summary>A link to another process that keeps what is sent; asynchronous sends end when the test says so.</summary>
internal sealed class RecordingLink(PeerAddress self) : ILink
{
    private readonly ConcurrentQueue<TaskCompletionSource> _writes = new();

    public PeerAddress Self { get; } = self;

    public BlockingCollection<(PeerAddress To, Message Message)> Sent { get; } = [];

    public void Send(PeerAddress to, Message message) => Sent.Add((to, message));

    public Task SendAsync(PeerAddress to, Message message, CancellationToken cancellation)
    {
        var write = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _writes.Enqueue(write);
        Sent.Add((to, message), cancellation);
        return write.Task;
    }

    public void Drop(PeerAddress peer, string reason)
    {
    }

    public SerializationContext ContextOf(PeerAddress peer) =>
        new() { Sender = Self, Recipient = peer, Proximity = Proximity.SameHost };

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The next message of a type, within seconds; others before it are skipped.</summary>
    public TMessage Next<TMessage>()
        where TMessage : Message
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            if (Sent.Take(patience.Token).Message is TMessage message) return message;
        }
    }

    public void EndOneWrite()
    {
        Assert.True(_writes.TryDequeue(out var write));
        write.SetResult();
    }
}
