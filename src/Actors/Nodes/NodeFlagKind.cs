namespace Weft.Actors;

/// <summary>What a flag of a node takes.</summary>
public enum NodeFlagKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A port; 0 lets the system choose.</summary>
    Port,

    /// <summary>A whole number from 1 on.</summary>
    Count,

    /// <summary>Bytes, with or without a unit.</summary>
    Bytes,

    /// <summary>A text; the flag may be given again, and a variable separates by commas.</summary>
    Texts,

    /// <summary><c>KEY=VALUE</c> in HOCON; the flag may be given again, a variable separates by semicolons.</summary>
    Settings,

    /// <summary>Nothing, which turns the key on; a variable holds <c>1</c>.</summary>
    Switch,

    /// <summary>Nothing, which logs everything; a variable holds <c>1</c>.</summary>
    Verbose,
}
