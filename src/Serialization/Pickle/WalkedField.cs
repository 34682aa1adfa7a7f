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

    /// <summary>The field, reached in the given way.</summary>
    public static WalkedField Make(FieldInfo field, bool compiled) => (WalkedField)typeof(WalkedField)
        .GetMethod(
            compiled ? nameof(MakeCompiled) : nameof(MakeReflected), BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(field.FieldType).Invoke(null, [field])!;

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

        public override void Write(ref GraphWriter writer, object owner) => _slot.Write(ref writer, reach(owner));

        public override void Read(ref GraphReader reader, object owner)
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
    }
}
