using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Weft.Serialization;

/// <summary>
/// Exceptions: header {"exception": type name, "message", "stack"[, "inner": the same again]}, no frames. Fields of
/// derived classes do not travel. Where the type may not be made here the reader gets a <see cref="RemoteException"/>.
/// </summary>
internal sealed class ExceptionSerializer : ITypeSerializer
{
    private const string TypeKey = "exception";
    private const string MessageKey = "message";
    private const string StackKey = "stack";
    private const string InnerKey = "inner";
    private const int MessageCharsMax = 10_000;
    private const int StackCharsMax = 100_000;
    private const int CausesMax = 16;

    public Type Type => typeof(Exception);

    public string Name => "exception";

    // By its name in the header; where that type may not be made, a RemoteException says what it was.
    public bool KeepsActualType => true;

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        payload = new Payload(Describe((Exception)value, 0));
        return true;
    }

    public object? Deserialize(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        request.Budget.Charge(4L * header.Encoded.Length + 400, "an exception");
        return Rebuild(header, request, 0);
    }

    private static Header Describe(Exception error, int causes)
    {
        string name = error is RemoteException remote ? remote.TypeName : ExceptionTypes.NameOf(error.GetType());
        string stack = error is RemoteException { RemoteStack: var there } ? there : error.StackTrace ?? "";
        var header = new HeaderBuilder()
            .Set(TypeKey, Plain(name, MessageCharsMax))
            .Set(MessageKey, Plain(error.Message, MessageCharsMax))
            .Set(StackKey, Plain(stack, StackCharsMax));
        if (error.InnerException is { } inner && causes < CausesMax) header.Set(InnerKey, Describe(inner, causes + 1));
        return header.Build();
    }

    private static Exception Rebuild(Header header, in LoadsRequest request, int causes)
    {
        if (!header.TryGetString(TypeKey, out string? name) || !header.TryGetString(MessageKey, out string? message) ||
            !header.TryGetString(StackKey, out string? stack))
        {
            throw new WireFormatException($"an exception needs its type, message and stack: {header}");
        }

        Exception? inner = null;
        if (header.TryGetHeader(InnerKey, out var innerHeader))
        {
            if (causes >= CausesMax) throw new WireFormatException($"an exception has more than {CausesMax} causes");
            inner = Rebuild(innerHeader, request, causes + 1);
        }

        if (!ExceptionTypes.TryCreate(name, message, inner, request.Types, out var error))
        {
            return new RemoteException(name, message, stack, inner);
        }

        if (stack.Length > 0) ExceptionDispatchInfo.SetRemoteStackTrace(error, stack);
        return error;
    }

    // Halves of surrogate pairs, also those that a cut would leave, become question marks: reasons are for reading.
    private static string Plain(string text, int charsMax)
    {
        if (text.Length > charsMax) text = text[..charsMax];
        var utf8 = System.Text.Encoding.UTF8;
        return utf8.GetString(utf8.GetBytes(text));
    }
}
