using System.Security.Cryptography;
using Akka.Actor;

namespace Weft.Actors;

/// <summary>
/// A small message that stands for a value of any size, which stays at the node that made it until the claim is opened.
/// See <see cref="DataRef{T}"/>.
/// </summary>
public abstract class DataRef
{
    /// <summary>Bytes of an id: nobody guesses them.</summary>
    internal const int IdBytes = 32;

    private protected DataRef(Address owner, byte[] id) => (Owner, Id) = (owner, id);

    /// <summary>The node that keeps the value.</summary>
    public Address Owner { get; }

    /// <summary>The type that the value was shared as.</summary>
    public abstract Type ValueType { get; }

    /// <summary>Whoever knows it may open the value; never shown.</summary>
    internal byte[] Id { get; }

    internal static byte[] NewId() => RandomNumberGenerator.GetBytes(IdBytes);

    internal static DataRef Create(Type type, Address owner, byte[] id) =>
        (DataRef)Activator.CreateInstance(
            typeof(DataRef<>).MakeGenericType(type),
            System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic,
            null,
            [owner, id],
            null)!;
}

/// <summary>
/// A claim to a value of any size: an ordinary small message that travels through routers, proxies, shard regions and
/// foreign code, alone or inside other messages, and is opened by its recipient. Made by
/// <see cref="DataRefs.ShareData"/>; the value stays at its owner until it was opened as often as allowed, was dropped,
/// or its time is over. Nodes that decode it must allow <typeparamref name="T"/>.
/// </summary>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed class DataRef<T> : DataRef, IDisposable
    where T : notnull
{
    private readonly DataRefStore? _store;

    internal DataRef(Address owner, byte[] id)
        : base(owner, id)
    {
    }

    internal DataRef(Address owner, byte[] id, DataRefStore store)
        : base(owner, id) => _store = store;

    /// <inheritdoc/>
    public override Type ValueType => typeof(T);

    /// <summary>
    /// The value: in the owner's own system the object itself, elsewhere a copy received by a data connection.
    /// </summary>
    /// <param name="system">The system that opens it.</param>
    /// <param name="timeout">How long the value may take.</param>
    /// <param name="cancellation">Ends the waiting; the claim may count as used.</param>
    /// <exception cref="DataRefException">There is none; names the reason.</exception>
    public async Task<T> OpenAsync(ActorSystem system, TimeSpan timeout, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        var claims = WeftExtension.Of(system).DataRefs;
        var value = await claims.OpenAsync(this, timeout, cancellation).ConfigureAwait(false);
        return value is T wanted
            ? wanted
            : throw new DataRefException(
                DataRefFailure.Refused, $"{this}: a {value.GetType()} came, which is no {typeof(T)}");
    }

    /// <summary>As the other one, in the system of an actor.</summary>
    /// <param name="context">The actor's context, before its first <c>await</c>.</param>
    /// <param name="timeout">How long the value may take.</param>
    /// <param name="cancellation">Ends the waiting; the claim may count as used.</param>
    /// <exception cref="DataRefException">There is none; names the reason.</exception>
    public Task<T> OpenAsync(IActorContext context, TimeSpan timeout, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        return OpenAsync(context.System, timeout, cancellation);
    }

    /// <summary>
    /// Drops the value at its owner. Only the instance that <see cref="DataRefs.ShareData"/> returned does that; copies
    /// of it that travelled do nothing.
    /// </summary>
    public void Dispose() => _store?.Drop(Id);

    /// <summary>Type and owner; never what opens it.</summary>
    public override string ToString() => $"DataRef<{typeof(T)}> of {Owner}";
}
