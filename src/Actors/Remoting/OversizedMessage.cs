using Akka.Actor;

namespace Weft.Actors;

/// <summary>
/// Published on the sending system's event stream for a bound message that was told plainly to an actor on another node
/// and does not fit into Akka's frame. It was not sent; the log has the same text. Akka tells a serializer neither
/// recipient nor sender, so they are not known here either.
/// </summary>
/// <param name="Message">What was told.</param>
/// <param name="Type">Its type.</param>
/// <param name="Bytes">Its length when encoded.</param>
/// <param name="Limit">Bytes that may be told plainly to another node.</param>
/// <param name="Peer">The node it was for; null where not known.</param>
/// <param name="Text">All of that in words, and the remedy.</param>
public sealed record OversizedMessage(object Message, Type Type, long Bytes, long Limit, Address? Peer, string Text);
