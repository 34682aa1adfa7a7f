namespace Weft.Serialization;

/// <summary>What a referenced function is bound to.</summary>
internal enum FunctionTarget
{
    /// <summary>Nothing: a static method, or a lambda without variables.</summary>
    None,

    /// <summary>A closure, of which the fields travel that the body reads.</summary>
    Closure,

    /// <summary>An object, which travels whole.</summary>
    This,

    /// <summary>The first argument of a static method.</summary>
    First,
}
