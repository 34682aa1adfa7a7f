namespace Weft.Serialization;

/// <summary>What a family or per-type serializer knows of the call it encodes for.</summary>
public readonly struct DumpsRequest
{
    private readonly Ancestor? _ancestors;

    internal DumpsRequest(
        WeftSerializer serializer,
        RegistryView view,
        SerializeOptions options,
        int depth,
        Ancestor? ancestors = null) =>
        (Serializer, View, Options, Depth, _ancestors) = (serializer, view, options, depth, ancestors);

    /// <summary>The serializer that runs the call.</summary>
    public WeftSerializer Serializer { get; }

    /// <summary>The options of the call, with its families filled in.</summary>
    public SerializeOptions Options { get; }

    /// <summary>Who sends to whom.</summary>
    public SerializationContext Context => Options.Context;

    /// <summary>Payloads around this one.</summary>
    public int Depth { get; }

    internal RegistryView View { get; }

    /// <summary>True inside of a value that is taken apart.</summary>
    internal bool IsInside => _ancestors is not null;

    /// <summary>The types that may be encoded.</summary>
    internal TypePolicy Types => Serializer.TypesOf(View);

    /// <summary>The call for the parts of a value that may hold itself.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mayBeWhole">True where the families take it as a whole if it does hold itself.</param>
    /// <exception cref="SerializationFailedException">It stands in itself.</exception>
    /// <exception cref="HoldsItselfException">It does, and may be taken as a whole.</exception>
    /// <exception cref="TakenApartException">The whole value was taken apart too often.</exception>
    internal DumpsRequest Inside(object value, bool mayBeWhole = false)
    {
        RequireNotAround(value);
        var tally = _ancestors?.Tally ?? new TakenApart();
        tally.Count();
        int wholeAt = mayBeWhole ? Depth : -1;
        return new DumpsRequest(Serializer, View, Options, Depth, new Ancestor(value, _ancestors, tally, wholeAt));
    }

    /// <summary>Makes sure that an object is none of the values that are being taken apart.</summary>
    /// <exception cref="SerializationFailedException">It is one.</exception>
    /// <exception cref="HoldsItselfException">It is one that may be taken as a whole.</exception>
    internal void RequireNotAround(object value)
    {
        for (var ancestor = _ancestors; ancestor is not null; ancestor = ancestor.Parent)
        {
            if (!ReferenceEquals(ancestor.Value, value)) continue;
            if (ancestor.WholeAt >= 0) throw new HoldsItselfException(ancestor.WholeAt);
            throw new SerializationFailedException(
                $"the {value.GetType()} holds itself, which only the family 'pickle' can send", value.GetType());
        }
    }

    internal DumpsRequest With(SerializeOptions options) => new(Serializer, View, options, Depth, _ancestors);

    internal DumpsRequest Below(SerializeOptions options) => new(Serializer, View, options, Depth + 1, _ancestors);

    /// <summary>
    /// Encodes a part of the value as a payload of its own, one level down, with the call's families.
    /// </summary>
    /// <param name="part">The part.</param>
    /// <param name="serializers">Other families in order, or null for those of the call.</param>
    public Payload Dumps(object? part, IReadOnlyList<string>? serializers = null) =>
        Serializer.DumpsPart(part, this, serializers);

    /// <summary>A value around the one that is being encoded; may be whole at this depth, or at none (-1).</summary>
    internal sealed record Ancestor(object Value, Ancestor? Parent, TakenApart Tally, int WholeAt);

    /// <summary>How many values of one call were taken apart.</summary>
    internal sealed class TakenApart
    {
        // Each takes some 60 bytes of the header: with more of them it is longer than any reader takes.
        private const int Max = 262_144;
        private int _count;

        /// <summary>Counts one.</summary>
        /// <exception cref="TakenApartException">Too many.</exception>
        public void Count()
        {
            if (++_count > Max) throw new TakenApartException(Max);
        }
    }
}
