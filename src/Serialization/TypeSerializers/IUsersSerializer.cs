namespace Weft.Serialization;

/// <summary>A per-type serializer of Weft's own that does what a user said of a type.</summary>
internal interface IUsersSerializer;
