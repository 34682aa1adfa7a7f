using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace Weft.Actors;

/// <summary>The address of a node as it stands in settings: contacts of clients, seeds.</summary>
internal static class ContactAddress
{
    /// <summary>True for a whole address with protocol, system, host and port and nothing behind it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Address? address)
    {
        address = null;
        try
        {
            address = Address.Parse(text.TrimEnd('/'));
        }
        catch (Exception error) when (error is UriFormatException or ArgumentException or FormatException)
        {
            return false;
        }

        if (address is { HasGlobalScope: true, Port: > 0 } && address.ToString() == text.TrimEnd('/')) return true;
        address = null;
        return false;
    }
}
