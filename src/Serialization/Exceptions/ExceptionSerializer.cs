using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Weft.Serialization;

/// <summary>
/// Exceptions: header {"exception": type name, "message", "stack"[, "inner": the same again | "inners": [the same
/// again, …]]}, no frames. An aggregate one keeps all its causes, up to 1,024 exceptions in all. Fields of derived
/// classes do not travel. Where the type may not be made here the reader gets a <see cref="RemoteException"/>.
/// </summary>
internal sealed class ExceptionSerializer : ITypeSerializer
{
    private const string TypeKey = "exception";
    private const string MessageKey = "message";
    private const string StackKey = "stack";
    private const string InnerKey = "inner";
    private const string InnersKey = "inners";
    private const int MessageCharsMax = 10_000;
    private const int StackCharsMax = 100_000;
    private const int CausesMax = 16;
    private const int ExceptionsMax = 1024;

    private static readonly string AggregateName = TypeNames.Of(typeof(AggregateException));

    public Type Type => typeof(Exception);

    public string Name => "exception";

    // By its name in the header; where that type may not be made, a RemoteException says what it was.
    public bool KeepsActualType => true;

    public bool TrySerialize(object value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
    {
        int left = ExceptionsMax;
        payload = new Payload(Describe((Exception)value, 0, ref left));
        return true;
    }

    public object? Deserialize(Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
    {
        request.Budget.Charge(16L * header.Encoded.Length + 400, "an exception");
        return Rebuild(header, request, 0);
    }

    private static Header Describe(Exception error, int causes, ref int left)
    {
        left--;
        string name = error is RemoteException remote ? remote.TypeName : ExceptionTypes.NameOf(error.GetType());
        string stack = error is RemoteException { RemoteStack: var there } ? there : error.StackTrace ?? "";
        var inners = new List<Header>();
        bool isAll = TryDescribeCauses(error, causes, inners, ref left);
        var header = new HeaderBuilder()
            .Set(TypeKey, ExceptionMessages.Cut(name, MessageCharsMax))
            .Set(MessageKey, ExceptionMessages.Cut(ExceptionMessages.OwnOf(error), MessageCharsMax, !isAll))
            .Set(StackKey, ExceptionMessages.Cut(stack, StackCharsMax));
        if (error is AggregateException) return (causes < CausesMax ? header.Set(InnersKey, inners) : header).Build();
        return (inners is [var inner] ? header.Set(InnerKey, inner) : header).Build();
    }

    // False where some stay behind.
    private static bool TryDescribeCauses(Exception error, int causes, List<Header> inners, ref int left)
    {
        IReadOnlyList<Exception> all = error is AggregateException many ? many.InnerExceptions
            : error.InnerException is { } inner ? [inner]
            : [];
        if (causes >= CausesMax) return all.Count == 0;
        foreach (var cause in all)
        {
            if (left > 0) inners.Add(Describe(cause, causes + 1, ref left));
        }

        return inners.Count == all.Count;
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

        if (header.TryGetHeaders(InnersKey, out var headers))
        {
            inner = RebuildMany(name, message, headers, request, causes);
            if (name == AggregateName && inner is AggregateException) return WithStack(inner, stack);
        }

        if (!ExceptionTypes.TryCreate(name, message, inner, request.Types, out var error) ||
            !ExceptionMessages.TryKeep(error, message, inner))
        {
            return new RemoteException(name, message, stack, inner);
        }

        return WithStack(error, stack);
    }

    // The causes of an aggregate exception; one of a class that is derived from it gets them as its own cause, and
    // where aggregate ones are denied only the first is left.
    private static Exception? RebuildMany(
        string name, string message, Header[] headers, in LoadsRequest request, int causes)
    {
        if (causes >= CausesMax) throw new WireFormatException($"an exception has more than {CausesMax} causes");
        var inners = new Exception[headers.Length];
        for (int i = 0; i < inners.Length; i++) inners[i] = Rebuild(headers[i], request, causes + 1);
        if (request.Types.Denies(typeof(AggregateException))) return inners.FirstOrDefault();
        return name == AggregateName ? new AggregateException(message, inners) : new AggregateException(inners);
    }

    private static Exception WithStack(Exception error, string stack)
    {
        if (stack.Length > 0) ExceptionDispatchInfo.SetRemoteStackTrace(error, stack);
        return error;
    }
}
