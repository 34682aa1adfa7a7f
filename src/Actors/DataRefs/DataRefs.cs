using Akka.Actor;

namespace Weft.Actors;

/// <summary>Makes claims to values, for messages whose way nobody knows beforehand.</summary>
public static class DataRefs
{
    /// <summary>
    /// Keeps a value and gives a small message that stands for it. The value must not change while it is kept.
    /// </summary>
    /// <typeparam name="T">The type that recipients open it as.</typeparam>
    /// <param name="system">The system that keeps it.</param>
    /// <param name="value">Any value that the families of <c>weft.serialization</c> encode.</param>
    /// <param name="options">How often and how long it may be opened; null for once, within the set time.</param>
    /// <exception cref="DataRefException">The system keeps as many bytes as it may.</exception>
    public static DataRef<T> ShareData<T>(this ActorSystem system, T value, DataRefOptions? options = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(value);
        var given = options ?? new DataRefOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(given.Claims, 1, nameof(options));
        if (given.Keep is { } keep)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(keep, TimeSpan.Zero, nameof(options));
        var extension = WeftExtension.Of(system);
        var store = extension.DataRefs.Store;
        return new DataRef<T>(extension.System.Provider.DefaultAddress, store.Add(value, given), store);
    }
}
