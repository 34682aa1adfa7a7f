using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// How plain messages to and from one node are encoded and decoded; kept as long as nothing new is known.
/// </summary>
/// <param name="Known">What was known of all nodes when these were made.</param>
/// <param name="Sending">For messages whose values travel as their errors where they cannot be encoded.</param>
/// <param name="SendingValue">For values, which fail at the sender where they cannot be encoded.</param>
/// <param name="Receiving">For whatever comes from there.</param>
internal sealed record PlainTerms(
    object Known, SerializeOptions Sending, SerializeOptions SendingValue, DeserializeOptions Receiving);
