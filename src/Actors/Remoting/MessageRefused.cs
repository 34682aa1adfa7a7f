using Akka.Actor;

namespace Weft.Actors;

/// <summary>
/// Published on the sending system's event stream when another node could not decode a message that was told to it
/// plainly: its family, type, manifest or form is not accepted there. That message is dropped; the association lives.
/// At most ten in a second come from one node. Data messages of <see cref="DataSending"/> fail their task instead.
/// </summary>
/// <param name="Peer">The node that refused.</param>
/// <param name="Serializer">The name of the serializer that refused there.</param>
/// <param name="Manifest">The manifest of the message.</param>
/// <param name="Text">Why, with the names of what was refused, as the other node says.</param>
public sealed record MessageRefused(Address Peer, string Serializer, string Manifest, string Text);
