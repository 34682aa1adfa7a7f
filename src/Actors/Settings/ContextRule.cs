using System.IO.Enumeration;
using Weft.Serialization;

namespace Weft.Actors;

/// <summary>
/// Chooses families by who sends and who receives. All conditions given must hold; one about the recipient never holds
/// where the recipient is not known. A rule chooses what is sent; it never makes anything acceptable.
/// </summary>
/// <param name="Serializers">The families tried where the rule holds, in order; at least one.</param>
public sealed record ContextRule(IReadOnlyList<string> Serializers)
{
    /// <summary>A cluster role of the recipient's node; null for any.</summary>
    public string? RecipientRole { get; init; }

    /// <summary>A cluster role of the sender's own node; null for any.</summary>
    public string? SenderRole { get; init; }

    /// <summary>What sender and recipient share; null for anything.</summary>
    public Proximity? Proximity { get; init; }

    /// <summary>A pattern with <c>*</c> and <c>?</c> for the recipient's whole address; null for any.</summary>
    public string? Address { get; init; }

    /// <summary>True where all conditions hold.</summary>
    public bool Holds(SerializationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Proximity is { } proximity && context.Proximity != proximity) return false;
        if (Address is { } pattern
            && (context.Recipient.IsNone || !FileSystemName.MatchesSimpleExpression(pattern, context.Recipient.Value)))
        {
            return false;
        }

        return Has(context, ContextEntries.SenderRoles, SenderRole)
            && Has(context, ContextEntries.RecipientRoles, RecipientRole);
    }

    private static bool Has(SerializationContext context, string entry, string? role)
    {
        return role is null
            || (context.Entries.TryGetValue(entry, out var roles) && roles.Split(',').Contains(role));
    }
}
