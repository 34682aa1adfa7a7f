using Weft.Serialization;

namespace Weft.Actors;

/// <summary>One data message; tickets alone say in which order data messages follow each other.</summary>
/// <param name="Id">Unique within its sending actor.</param>
/// <param name="Recipient">The full path of the recipient.</param>
/// <param name="Sender">The full path of the sender; empty for none.</param>
/// <param name="Form">What the body and the values are.</param>
/// <param name="Length">Bytes of the body and of the values' headers and frames.</param>
/// <param name="Inline">Body and encoded values; null where they come by the data connection.</param>
internal sealed record DataTicket(
    long Id, string Recipient, string Sender, DataForm Form, long Length, Envelope? Inline);
