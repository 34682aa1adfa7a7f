namespace Weft.Serialization;

/// <summary>What a collection looks at to find a key: whether the key has to be whole when it is inserted.</summary>
internal enum KeyKind
{
    /// <summary>Its content: a user's comparer or an order.</summary>
    ByContent,

    /// <summary>What its own class says: content, or identity where the class keeps the equality of object.</summary>
    ByEquality,

    /// <summary>Its identity, whatever its class says.</summary>
    ByReference,
}
