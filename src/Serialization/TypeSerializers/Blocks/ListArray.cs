using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>The array behind a list, to read from and to put another in its place.</summary>
internal static class ListArray<T>
{
    /// <summary>
    /// The array. List has no public way to it; the field has had this name since .NET Framework 2.0.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_items")]
    public static extern ref T[] ItemsOf(List<T> list);
}
