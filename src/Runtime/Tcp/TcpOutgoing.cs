using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>A message on its way out.</summary>
/// <param name="Message">What is said; encoded when it reaches a connection.</param>
/// <param name="Freed">Completed when the memory of its values is free again; null where nobody waits for it.</param>
/// <param name="Cancellation">Ends the waiting only.</param>
internal readonly record struct TcpOutgoing(
    Message Message, TaskCompletionSource? Freed, CancellationToken Cancellation);
