using System.Runtime.CompilerServices;

namespace Weft.Serialization;

// Names of types as they stand in a stream, and members of tolerant types.
internal ref partial struct GraphReader
{
    /// <summary>Reads a member of a tolerant type that is known here.</summary>
    public object? ReadMember()
    {
        if (Pack.PeekType() != MsgPackType.Map) return ReadValue();
        var before = BeginCounted();
        object? value = ReadValue();
        EndCounted(before);
        return value;
    }

    /// <summary>As <see cref="ReadMember()"/>, as the type of the field it belongs to.</summary>
    /// <exception cref="InvalidCastException">A value of another type that cannot be widened.</exception>
    public T ReadMember<T>()
    {
        if (!typeof(T).IsValueType) return Scalars.To<T>(ReadMember());
        switch (Pack.PeekType())
        {
            case MsgPackType.Nil when default(T) is null:
                Pack.ReadNil();
                return default!;
            case MsgPackType.Integer when typeof(T) == typeof(int):
                return Unsafe.BitCast<int, T>(Pack.ReadInt32());
            case MsgPackType.Double when typeof(T) == typeof(double):
                return Unsafe.BitCast<double, T>(Pack.ReadDouble());
            case MsgPackType.Boolean when typeof(T) == typeof(bool):
                return Unsafe.BitCast<bool, T>(Pack.ReadBoolean());
            case MsgPackType.Array:
                return ReadStructure<T>(isWidened: true);
            case MsgPackType.Map:
                var before = BeginCounted();
                var value = Pack.PeekType() == MsgPackType.Array
                    ? ReadStructure<T>(isWidened: true) : Scalars.To<T>(ReadValue());
                EndCounted(before);
                return value;
            default:
                return Scalars.To<T>(ReadValue());
        }
    }

    /// <summary>
    /// Reads a member of a tolerant type that is not known here, and drops it. It is read like any other, so that
    /// others may refer to what it holds; where that fails it is passed over by its counts.
    /// </summary>
    /// <param name="member">Its name, for messages.</param>
    /// <param name="isUnreadable">True where an earlier value of it could not be read; set where this one
    /// cannot.</param>
    public void DropMember(string member, ref bool isUnreadable)
    {
        if (Pack.PeekType() != MsgPackType.Map)
        {
            Pack.Skip();
            return;
        }

        var pause = _state.Pause();
        var start = Pack;
        if (!isUnreadable)
        {
            try
            {
                ReadMember();
                return;
            }
            catch (Exception error) when (error is not (CheckException or OutOfMemoryException))
            {
                isUnreadable = true;
            }
        }

        _state.GoBack(pause);
        Pack = start;
        PassOver(pause.Mark, member);
    }

    private void ReadCounted(in LaterObject later)
    {
        if (Pack.PeekType() != MsgPackType.Map)
            throw new WireFormatException(
                $"expected the fields of an object and what they number, found {Pack.PeekType()}", Pack.Offset);
        if (later.Codec is null)
        {
            PassOver(_state.Mark, "an object of a member");
            return;
        }

        var before = BeginCounted();
        later.Codec.ReadFields(ref this, later.Value!, later.Members);
        EndCounted(before);
    }

    private GraphMark BeginCounted()
    {
        ReadMapHeader();
        _state.CountedDepth++;
        return _state.Mark;
    }

    private void ReadMapHeader()
    {
        int offset = Pack.Offset;
        int entries = Pack.ReadMapHeader();
        if (entries != 1) throw new WireFormatException($"a counted value is a map of 1 entry, not {entries}", offset);
    }

    private void EndCounted(GraphMark before)
    {
        _state.CountedDepth--;
        int offset = Pack.Offset;
        var now = _state.Mark;
        int types = Pack.ReadArrayHeader() - 3;
        bool isSame = types == now.Types - before.Types && Pack.ReadInt32() == now.Objects - before.Objects &&
            Pack.ReadInt32() == now.Parts - before.Parts && Pack.ReadInt32() == now.Later - before.Later;
        if (!isSame)
        {
            throw new WireFormatException(
                $"a member's counts differ from the {now.Objects - before.Objects} objects, " +
                $"{now.Parts - before.Parts} parts, {now.Later - before.Later} put off and " +
                $"{now.Types - before.Types} types that stand in it",
                offset);
        }

        for (int i = 0; i < types; i++) Pack.Skip();
    }

    private void PassOver(GraphMark from, string member)
    {
        ReadMapHeader();
        int start = Pack.Offset;
        Pack.Skip();
        int offset = Pack.Offset;
        int types = Pack.ReadArrayHeader() - 3;
        int objects = Pack.ReadInt32();
        int parts = Pack.ReadInt32();
        int later = Pack.ReadInt32();
        if (types < 0 || objects < 0 || parts < 0 || later < 0
            || (long)types + objects + parts + later > 4L * (offset - start))
        {
            throw new WireFormatException(
                $"{member} counts {objects} objects, {parts} parts, {later} put off and {types} types in " +
                $"{offset - start} bytes",
                offset);
        }

        _state.PassOver(from, objects, parts, later, member);
        for (int i = 0; i < types; i++) _state.AddType(TryReadDefinition());
    }

    // A type that was named in what was passed over: it may be known although its neighbour is not.
    private GraphCodec TryReadDefinition()
    {
        var start = Pack;
        try
        {
            return ReadDefinition();
        }
        catch (Exception error) when (error is WireFormatException or DeserializationRefusedException)
        {
            Pack = start;
            Pack.Skip();
            return new UnknownTypeCodec(error);
        }
    }

    private GraphCodec ReadDefinition()
    {
        int offset = Pack.Offset;
        if (Pack.PeekType() == MsgPackType.String) return Checked(_state.FindType(Pack.ReadUtf8(), offset), 0, offset);
        if (Pack.PeekType() != MsgPackType.Array || Pack.ReadArrayHeader() != 2 ||
            Pack.PeekType() != MsgPackType.String)
        {
            throw new WireFormatException(
                "expected the name of a type, alone or with a fingerprint or its members, found " +
                Pack.PeekType(),
                offset);
        }

        var name = Pack.ReadUtf8();
        if (Pack.PeekType() == MsgPackType.Array) return ReadMembers(name, offset);
        ulong fingerprint = Pack.ReadUInt64();
        if (fingerprint is 0 or > uint.MaxValue)
            throw new WireFormatException($"{fingerprint} is not the fingerprint of a type", offset);
        return Checked(_state.FindType(name, offset), (uint)fingerprint, offset);
    }

    private GraphCodec ReadMembers(ReadOnlySpan<byte> type, int offset)
    {
        var codec = _state.FindType(type, offset);
        int count = Pack.ReadArrayHeader();
        _state.Charge(64L * count + 64, "the names of a type's members");
        var names = new string[count];
        for (int i = 0; i < count; i++)
        {
            var name = Pack.PeekUtf8();
            _state.Charge(2L * name.Length, "a member's name");
            names[i] = Pack.ReadString()!;
        }

        if (codec is WalkedCodec walked) return MemberCodec.Of(walked, names, offset);
        throw new WireFormatException($"{codec.Type} has no members that travel by name", offset);
    }

    private static GraphCodec Checked(GraphCodec codec, uint fingerprint, int offset)
    {
        if (codec is WalkedCodec { IsTolerant: true })
        {
            throw new WireFormatException(
                $"{codec.Type} is tolerant of versions here and not in the sender's build: mark it " +
                "[WeftSerializable(VersionTolerant = true)] in both",
                offset);
        }

        if (codec.Fingerprint == fingerprint) return codec;
        throw new WireFormatException(
            $"the fields of {codec.Type} differ between sender and receiver (fingerprint {fingerprint:x8}, expected " +
            $"{codec.Fingerprint:x8}): deploy the same build of {codec.Type.Assembly.GetName().Name} to both, or " +
            "mark the type [WeftSerializable(VersionTolerant = true)] in both builds",
            offset);
    }
}
