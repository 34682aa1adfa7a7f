namespace Weft.Serialization.Tests.Pickle;

/// <summary>The shapes that users' types have.</summary>
public class PickleShapeTests
{
    public interface IShape
    {
        double Area { get; }
    }

    public static TheoryData<bool> Modes => [true, false];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Private_fields_of_one_name_in_a_class_and_its_bases_keep_apart(bool compiled)
    {
        var back = PickleTesting.RoundTrip(new Third(1, 2, 3), compiled);
        Assert.Equal((1, 2, 3), back.All);
        var tolerant = PickleTesting.RoundTrip(new TolerantSecond(1, 2), compiled);
        Assert.Equal((1, 2), tolerant.Both);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Interfaces_bases_boxes_and_generics_hold_what_they_held(bool compiled)
    {
        var holder = new Holder<IShape, Half>
        {
            Shape = new Circle(2),
            Other = new Square { Side = 3 },
            Boxed = Side.Sell,
            Numbers = { [(Half)1.5] = [new Square { Side = 1 }, null] },
            Either = (new Circle(1), null),
        };
        var back = PickleTesting.RoundTrip(holder, compiled);
        Assert.Equal(new Circle(2), back.Shape);
        Assert.Equal(9, Assert.IsType<Square>(back.Other).Area);
        Assert.Equal(Side.Sell, back.Boxed);
        Assert.Equal(1, back.Numbers[(Half)1.5][0]!.Area);
        Assert.Null(back.Numbers[(Half)1.5][1]);
        Assert.Equal(new Circle(1), back.Either!.Value.Item1);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Records_of_every_kind_keep_their_members_and_run_no_constructor(bool compiled)
    {
        Assert.Equal(new Positional(1, "a") { Extra = 5 },
            PickleTesting.RoundTrip(new Positional(1, "a") { Extra = 5 }, compiled));
        Assert.Equal(new Nominal { Name = "n" }, PickleTesting.RoundTrip(new Nominal { Name = "n" }, compiled));
        var derived = new DerivedRecord(1, "a", 2.5);
        Assert.Equal(derived, PickleTesting.RoundTrip<Positional>(derived, compiled));
        int runs = Checked.Runs;
        var box = new Checked(4);
        Assert.Equal(box, PickleTesting.RoundTrip(box, compiled));
        Assert.Equal(runs + 1, Checked.Runs);
        Assert.Equal(new Readonly(1, [2]).Numbers, PickleTesting.RoundTrip(new Readonly(1, [2]), compiled).Numbers);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_grid_and_a_jagged_array_in_an_object_go_out_as_frames_and_come_back_whole(bool compiled)
    {
        var value = new Wrapper<object> { Value = new object[] { new double[40, 50], new[] { new int[500] } } };
        var serializer = PickleTesting.Serializer(compiled);
        var payload = serializer.Serialize(value, PickleTesting.Only);
        Assert.Equal([16_000, 2_000], payload.Frames.Skip(1).Select(f => f.Length));
        var back = (object[])((Wrapper<object>)serializer.Deserialize(PickleTesting.Travel(payload))!).Value!;
        Assert.Equal(2000, ((double[,])back[0]).Length);
        Assert.Equal(500, ((int[][])back[1])[0].Length);
    }

    public class First(int x)
    {
        private readonly int _x = x;

        protected int FirstX => _x;
    }

    public class Second(int x, int y) : First(x)
    {
        private readonly int _x = y;

        protected int SecondX => _x;
    }

    public sealed class Third(int x, int y, int z) : Second(x, y)
    {
        private readonly int _x = z;

        public (int X, int Y, int Z) All => (FirstX, SecondX, _x);
    }

    [WeftSerializable(VersionTolerant = true)]
    public sealed class TolerantSecond(int x, int y) : First(x)
    {
        private readonly int _x = y;

        public (int X, int Y) Both => (FirstX, _x);
    }

    public sealed record Circle(double Radius) : IShape
    {
        public double Area => Math.PI * Radius * Radius;
    }

    public readonly struct Square : IShape
    {
        public int Side { get; init; }

        public double Area => Side * Side;
    }

    public sealed class Holder<T, TKey>
        where TKey : struct
    {
        public T? Shape { get; init; }

        public IShape? Other { get; init; }

        public object? Boxed { get; init; }

        public Dictionary<TKey, List<T?>> Numbers { get; } = [];

        public (T, object?)? Either { get; init; }
    }

    public record Positional(int Id, string Name)
    {
        public int Extra { get; init; }
    }

    public sealed record DerivedRecord(int Id, string Name, double More) : Positional(Id, Name);

    public sealed record Nominal
    {
        public required string Name { get; init; }
    }

    public sealed record Checked
    {
        public Checked(int number)
        {
            Runs++;
            Number = number;
        }

        public static int Runs { get; private set; }

        public int Number { get; }
    }

    public readonly record struct Readonly(int Id, int[] Numbers);
}
