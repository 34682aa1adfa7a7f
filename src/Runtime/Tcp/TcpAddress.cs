using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>
/// <c>tcp://127.0.0.1:port/name#incarnation</c>: where a role listens, what it is called, and 64 random bits that no
/// other role ever has, so that a port taken over by another process is not mistaken for its former owner.
/// </summary>
internal static class TcpAddress
{
    private const string Scheme = "tcp://";

    /// <summary>The part that names one incarnation of a role and nothing else: <c>name#incarnation</c>.</summary>
    public static string NewRole(string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAny('/', '#'))
            throw new ArgumentException($"'{name}' cannot name a role: it must not be empty or contain '/' or '#'");
        return $"{name}#{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
    }

    /// <summary>The address of a role that listens at an end point.</summary>
    public static PeerAddress Of(IPEndPoint listener, string role) => new($"{Scheme}{listener}/{role}");

    /// <summary>False where the address is not of this form.</summary>
    public static bool TryParse(
        PeerAddress address, [NotNullWhen(true)] out IPEndPoint? listener, out ReadOnlySpan<char> role)
    {
        listener = null;
        role = default;
        var text = address.Value;
        if (text is null || !text.StartsWith(Scheme, StringComparison.Ordinal)) return false;
        var rest = text.AsSpan(Scheme.Length);
        var slash = rest.IndexOf('/');
        if (slash < 0) return false;
        role = rest[(slash + 1)..];
        return role.Contains('#') && IPEndPoint.TryParse(rest[..slash], out listener);
    }

    /// <summary>True where both name the same incarnation of the same role.</summary>
    public static bool IsSameRole(PeerAddress one, PeerAddress other) =>
        TryParse(one, out _, out var first) && TryParse(other, out _, out var second) && first.SequenceEqual(second);
}
