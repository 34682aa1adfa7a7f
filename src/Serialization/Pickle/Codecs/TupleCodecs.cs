using System.Reflection;
using System.Runtime.CompilerServices;

namespace Weft.Serialization;

/// <summary>Tuples, of structures and of objects: their items in order.</summary>
internal static class TupleCodecs
{
    /// <summary>The codec of a tuple type, or null.</summary>
    public static GraphCodec? TryMake(Type type, Type definition, Type[] arguments)
    {
        if (definition == typeof(ValueTuple<,>)) return Slots.Make(typeof(Two<,>), arguments);
        if (definition == typeof(ValueTuple<,,>)) return Slots.Make(typeof(Three<,,>), arguments);
        if (definition == typeof(Tuple<>)) return Slots.Make(typeof(OneObject<>), arguments);
        if (definition == typeof(Tuple<,>)) return Slots.Make(typeof(TwoObjects<,>), arguments);
        if (definition == typeof(Tuple<,,>)) return Slots.Make(typeof(ThreeObjects<,,>), arguments);
        if (!typeof(ITuple).IsAssignableFrom(type) || type.Assembly != typeof(ITuple).Assembly) return null;
        return Slots.Make(type.IsValueType ? typeof(ManyFields<>) : typeof(Many<>), type);
    }

    private sealed class Two<T1, T2> : GraphCodec<(T1, T2)>
    {
        public override void Write(ref GraphWriter writer, (T1, T2) value)
        {
            writer.State.EnterBare();
            writer.Pack.WriteArrayHeader(2);
            writer.State.At(nameof(value.Item1));
            Slot<T1>.Instance.Write(ref writer, value.Item1);
            writer.State.At(nameof(value.Item2));
            Slot<T2>.Instance.Write(ref writer, value.Item2);
            writer.State.Leave();
        }

        public override (T1, T2) Read(ref GraphReader reader)
        {
            reader.ReadCount(2, "a tuple");
            reader.Enter();
            var first = Slot<T1>.Instance.Read(ref reader);
            var second = Slot<T2>.Instance.Read(ref reader);
            reader.Pack.Leave();
            return (first, second);
        }
    }

    private sealed class Three<T1, T2, T3> : GraphCodec<(T1, T2, T3)>
    {
        public override void Write(ref GraphWriter writer, (T1, T2, T3) value)
        {
            writer.State.EnterBare();
            writer.Pack.WriteArrayHeader(3);
            writer.State.At(nameof(value.Item1));
            Slot<T1>.Instance.Write(ref writer, value.Item1);
            writer.State.At(nameof(value.Item2));
            Slot<T2>.Instance.Write(ref writer, value.Item2);
            writer.State.At(nameof(value.Item3));
            Slot<T3>.Instance.Write(ref writer, value.Item3);
            writer.State.Leave();
        }

        public override (T1, T2, T3) Read(ref GraphReader reader)
        {
            reader.ReadCount(3, "a tuple");
            reader.Enter();
            var first = Slot<T1>.Instance.Read(ref reader);
            var second = Slot<T2>.Instance.Read(ref reader);
            var third = Slot<T3>.Instance.Read(ref reader);
            reader.Pack.Leave();
            return (first, second, third);
        }
    }

    private sealed class OneObject<T1> : GraphCodec<Tuple<T1>>
    {
        public override void Write(ref GraphWriter writer, Tuple<T1> value)
        {
            writer.Pack.WriteArrayHeader(1);
            writer.State.At(nameof(value.Item1));
            Slot<T1>.Instance.Write(ref writer, value.Item1);
        }

        public override Tuple<T1> Read(ref GraphReader reader)
        {
            reader.ReadCount(1, "a tuple");
            return new(Slot<T1>.Instance.Read(ref reader));
        }
    }

    private sealed class TwoObjects<T1, T2> : GraphCodec<Tuple<T1, T2>>
    {
        private static readonly Two<T1, T2> Items = new();

        public override void Write(ref GraphWriter writer, Tuple<T1, T2> value) =>
            Items.Write(ref writer, (value.Item1, value.Item2));

        public override Tuple<T1, T2> Read(ref GraphReader reader)
        {
            var (first, second) = Items.Read(ref reader);
            return new(first, second);
        }
    }

    private sealed class ThreeObjects<T1, T2, T3> : GraphCodec<Tuple<T1, T2, T3>>
    {
        private static readonly Three<T1, T2, T3> Items = new();

        public override void Write(ref GraphWriter writer, Tuple<T1, T2, T3> value) =>
            Items.Write(ref writer, (value.Item1, value.Item2, value.Item3));

        public override Tuple<T1, T2, T3> Read(ref GraphReader reader)
        {
            var (first, second, third) = Items.Read(ref reader);
            return new(first, second, third);
        }
    }

    // Wider structures: their public fields, in a box that is used again.
    private sealed class ManyFields<T> : GraphCodec<T>
        where T : struct
    {
        private static readonly WalkedField[] Items = [.. typeof(T).GetFields().Select(
            f => WalkedField.Make(f, RuntimeFeature.IsDynamicCodeSupported))];

        public override void Write(ref GraphWriter writer, T value)
        {
            object box = value;
            writer.State.EnterBare();
            writer.Pack.WriteArrayHeader(Items.Length);
            foreach (var item in Items)
            {
                writer.State.At(item.Member);
                item.Write(ref writer, box);
            }

            writer.State.Leave();
        }

        public override T Read(ref GraphReader reader)
        {
            reader.ReadCount(Items.Length, "a tuple");
            reader.Enter();
            object box = reader.State.RentBox(this);
            foreach (var item in Items) item.Read(ref reader, box);
            var value = (T)box;
            reader.State.ReturnBox(this, box);
            reader.Pack.Leave();
            return value;
        }
    }

    // Wider tuples that are objects go through public members and the public constructor.
    private sealed class Many<T> : GraphCodec<T>
    {
        private static readonly Item[] Items =
            [.. typeof(T).GetGenericArguments().Select((argument, i) => Item.Make(typeof(T), argument, i))];

        private static readonly ConstructorInfo Constructor =
            typeof(T).GetConstructor(typeof(T).GetGenericArguments())!;

        public override void Write(ref GraphWriter writer, T value)
        {
            writer.State.EnterBare();
            writer.Pack.WriteArrayHeader(Items.Length);
            foreach (var item in Items)
            {
                writer.State.At(item.Name);
                item.Write(ref writer, value!);
            }

            writer.State.Leave();
        }

        public override T Read(ref GraphReader reader)
        {
            reader.ReadCount(Items.Length, "a tuple");
            reader.Enter();
            var items = new object?[Items.Length];
            for (int i = 0; i < items.Length; i++) items[i] = Items[i].Read(ref reader);
            reader.Pack.Leave();
            return (T)Constructor.Invoke(items);
        }
    }

    private abstract class Item
    {
        public string Name { get; private init; } = "";

        protected Func<object, object?> Get { get; private init; } = null!;

        public static Item Make(Type tuple, Type argument, int index)
        {
            string name = index == 7 ? "Rest" : $"Item{index + 1}";
            Func<object, object?> get = tuple.GetProperty(name)!.GetValue;
            return (Item)typeof(Item).GetMethod(nameof(MakeTyped), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(argument).Invoke(null, [get, name])!;
        }

        public abstract void Write(ref GraphWriter writer, object tuple);

        public abstract object? Read(ref GraphReader reader);

        private static Item MakeTyped<TItem>(Func<object, object?> get, string name) =>
            new Typed<TItem> { Get = get, Name = name };

        private sealed class Typed<TItem> : Item
        {
            public override void Write(ref GraphWriter writer, object tuple) =>
                Slot<TItem>.Instance.Write(ref writer, (TItem)Get(tuple)!);

            public override object? Read(ref GraphReader reader) => Slot<TItem>.Instance.Read(ref reader);
        }
    }
}
