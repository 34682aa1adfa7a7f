namespace Weft.Serialization;

/// <summary>What the next msgpack value is, without its width.</summary>
public enum MsgPackType : byte
{
    /// <summary>No value follows: the input is at its end.</summary>
    End,

    /// <summary>Nil.</summary>
    Nil,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number from -2^63 to 2^64-1.</summary>
    Integer,

    /// <summary>A 32-bit float.</summary>
    Single,

    /// <summary>A 64-bit float.</summary>
    Double,

    /// <summary>A UTF-8 text.</summary>
    String,

    /// <summary>A run of bytes.</summary>
    Binary,

    /// <summary>A count and as many values.</summary>
    Array,

    /// <summary>A count and as many pairs of values.</summary>
    Map,

    /// <summary>A type number and a run of bytes; timestamps are type -1.</summary>
    Extension,
}
