using Akka.Actor;
using Weft.Tasks;

namespace Weft.Actors;

/// <summary>
/// Messages of one role to one peer, encoded when they were sent, in their order: one stands as itself, several as a
/// msgpack array of them. Arrives as the message itself, or as a <see cref="MessageBatch"/>.
/// </summary>
/// <param name="Bytes">Owned by the batch; never changed.</param>
/// <param name="Count">How many messages.</param>
internal abstract record PackedBatch(byte[] Bytes, int Count);

/// <summary>Administrative messages only, by <c>weft-admin</c>.</summary>
internal sealed record AdminBatch(byte[] Bytes, int Count) : PackedBatch(Bytes, Count);

/// <summary>With work among them, by <c>weft-task</c>.</summary>
internal sealed record TaskBatch(byte[] Bytes, int Count) : PackedBatch(Bytes, Count);

/// <summary>Several messages of one role that came in one, in their order.</summary>
internal sealed record MessageBatch(IReadOnlyList<Message> Messages) : INoSerializationVerificationNeeded;
