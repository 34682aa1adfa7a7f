namespace Weft.Actors;

/// <summary>What stands beside a ticket. The numbers travel on the wire and never change.</summary>
internal enum DataForm
{
    /// <summary>One bare value, which is the message; no body.</summary>
    Value = 1,

    /// <summary>A message of Weft's roles: its body, and the values in it.</summary>
    Message = 2,

    /// <summary>
    /// A message that Akka's own serializers wrap around values: the body is <c>[serializer id, manifest, bytes]</c>,
    /// in which each value is a placeholder, <see cref="Hoisting"/>.
    /// </summary>
    Wrapped = 3,

    /// <summary>One bare value for an actor that was selected by its names; no body.</summary>
    Selected = 4,
}
