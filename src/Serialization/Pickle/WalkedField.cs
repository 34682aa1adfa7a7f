using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>
/// One field of a user's type: how it is reached and how its values are written. Reached by a few instructions compiled
/// for it (they may write readonly fields, which expression trees cannot), or by reflection where code is not made at
/// run time.
/// </summary>
internal abstract class WalkedField
{
    /// <summary>The field's name as the programmer wrote it.</summary>
    public required string Member { get; init; }

    /// <summary>Bytes that the field takes in its object.</summary>
    public abstract int Bytes { get; }

    /// <summary>Writes the field of an object (a boxed structure counts as one).</summary>
    public abstract void Write(ref GraphWriter writer, object owner);

    /// <summary>Reads the field into an object.</summary>
    public abstract void Read(ref GraphReader reader, object owner);

    /// <summary>Writes the field as a member of a tolerant type.</summary>
    public abstract void WriteMember(ref GraphWriter writer, object owner);

    /// <summary>Reads a member of a tolerant type into an object; numbers are widened to the field's type.</summary>
    public abstract void ReadMember(ref GraphReader reader, object owner);

    /// <summary>The field, reached in the given way.</summary>
    public static WalkedField Make(FieldInfo field, bool compiled) => (WalkedField)typeof(WalkedField)
        .GetMethod(
            compiled ? nameof(MakeCompiled) : nameof(MakeReflected), BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(field.FieldType).Invoke(null, [field])!;

    private T ReadMember<T>(ref GraphReader reader, object owner)
    {
        int offset = reader.Pack.Offset;
        try
        {
            return reader.ReadMember<T>();
        }
        catch (InvalidCastException error)
        {
            throw new WireFormatException(
                $"the member {owner.GetType()}.{Member} is a {typeof(T)} here; the sender's build sent another: " +
                error.Message,
                offset,
                error);
        }
    }

    private delegate ref T Reach<T>(object owner);

    private static WalkedField MakeCompiled<T>(FieldInfo field)
    {
        var owner = field.DeclaringType!;
        var method = new DynamicMethod(
            $"reach {field.Name}", typeof(T).MakeByRefType(), [typeof(object)], owner.Module, skipVisibility: true);
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(owner.IsValueType ? OpCodes.Unbox : OpCodes.Castclass, owner);
        code.Emit(OpCodes.Ldflda, field);
        code.Emit(OpCodes.Ret);
        return new Compiled<T>(method.CreateDelegate<Reach<T>>()) { Member = ShortNames.OfField(field.Name) };
    }

    private static WalkedField MakeReflected<T>(FieldInfo field) =>
        new Reflected<T>(field) { Member = ShortNames.OfField(field.Name) };

    private sealed class Compiled<T>(Reach<T> reach) : WalkedField
    {
        private readonly Slot<T> _slot = Slot<T>.Instance;

        public override int Bytes => Unsafe.SizeOf<T>();

        public override void Write(ref GraphWriter writer, object owner)
        {
            // What the commonest fields hold is known where this is compiled: no call is needed for it.
            if (typeof(T) == typeof(int)) writer.Pack.WriteInt64(Unsafe.As<T, int>(ref reach(owner)));
            else if (typeof(T) == typeof(long)) writer.Pack.WriteInt64(Unsafe.As<T, long>(ref reach(owner)));
            else if (typeof(T) == typeof(double)) writer.Pack.WriteDouble(Unsafe.As<T, double>(ref reach(owner)));
            else if (typeof(T) == typeof(bool)) writer.Pack.WriteBoolean(Unsafe.As<T, bool>(ref reach(owner)));
            else _slot.Write(ref writer, reach(owner));
        }

        public override void Read(ref GraphReader reader, object owner)
        {
            if (typeof(T) == typeof(int)) Unsafe.As<T, int>(ref reach(owner)) = reader.Pack.ReadInt32();
            else if (typeof(T) == typeof(long)) Unsafe.As<T, long>(ref reach(owner)) = reader.Pack.ReadInt64();
            else if (typeof(T) == typeof(double)) Unsafe.As<T, double>(ref reach(owner)) = reader.Pack.ReadDouble();
            else if (typeof(T) == typeof(bool)) Unsafe.As<T, bool>(ref reach(owner)) = reader.Pack.ReadBoolean();
            else ReadSlot(ref reader, owner);
        }

        public override void WriteMember(ref GraphWriter writer, object owner) => writer.WriteMember(reach(owner));

        public override void ReadMember(ref GraphReader reader, object owner)
        {
            var value = ReadMember<T>(ref reader, owner);
            reach(owner) = value;
        }

        private void ReadSlot(ref GraphReader reader, object owner)
        {
            var value = _slot.Read(ref reader);
            reach(owner) = value;
        }
    }

    private sealed class Reflected<T>(FieldInfo field) : WalkedField
    {
        private readonly Slot<T> _slot = Slot<T>.Instance;

        public override int Bytes => Unsafe.SizeOf<T>();

        public override void Write(ref GraphWriter writer, object owner) =>
            _slot.Write(ref writer, (T)field.GetValue(owner)!);

        public override void Read(ref GraphReader reader, object owner) =>
            field.SetValue(owner, _slot.Read(ref reader));

        public override void WriteMember(ref GraphWriter writer, object owner) =>
            writer.WriteMember(field.GetValue(owner));

        public override void ReadMember(ref GraphReader reader, object owner) =>
            field.SetValue(owner, ReadMember<T>(ref reader, owner));
    }
}
