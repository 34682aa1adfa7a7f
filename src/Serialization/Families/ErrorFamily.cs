using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Weft.Serialization;

/// <summary>
/// The family <c>error</c>: frame 0 is the sender's reason as UTF-8, frame 1, where a family had thrown, its stack
/// trace. Only the serializer itself writes it; every reader accepts it.
/// </summary>
internal sealed class ErrorFamily : SerializerFamily
{
    public const string FamilyName = "error";
    private const int StackCharsMax = 100_000;
    private static readonly Header ErrorHeader = new HeaderBuilder().Set(HeaderKeys.Serializer, FamilyName).Build();

    public override string Name => FamilyName;

    /// <summary>The payload that carries a reason.</summary>
    public static Payload Payload(string message, Exception? error)
    {
        if (error is null) return new Payload(ErrorHeader, Encoding.UTF8.GetBytes(message));
        string stack = error.ToString();
        if (stack.Length > StackCharsMax) stack = stack[..StackCharsMax];
        return new Payload(ErrorHeader, Encoding.UTF8.GetBytes(message), Encoding.UTF8.GetBytes(stack));
    }

    public override bool TryDumps(object? value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        return false;
    }

    public override object? Loads(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        long chars = 0;
        foreach (var frame in frames) chars += frame.Length;
        request.Budget.Charge(2 * chars, "the sender's reason");
        string message = frames.Count > 0 ? Encoding.UTF8.GetString(frames[0].Span) : "the sender gave no reason";
        throw new RemoteErrorException(message, frames.Count > 1 ? Encoding.UTF8.GetString(frames[1].Span) : "");
    }
}
