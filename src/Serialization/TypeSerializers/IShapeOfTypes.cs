namespace Weft.Serialization;

/// <summary>A per-type serializer for a whole shape of types rather than for one.</summary>
internal interface IShapeOfTypes
{
    /// <summary>The shape in words, as the table of types has it.</summary>
    string Types { get; }
}
