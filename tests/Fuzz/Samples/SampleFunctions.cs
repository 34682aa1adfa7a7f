namespace Weft.Fuzz;

/// <summary>Functions of every shape that can travel. None is ever called.</summary>
internal static class SampleFunctions
{
    public static IReadOnlyList<Delegate> All { get; } = MakeAll();

    public static double Sum(double[] values) => values.Sum();

    public static double Triple(double number) => 3 * number;

    public static T Identity<T>(T value) => value;

    private static Delegate[] MakeAll()
    {
        var factor = 3.0;
        double[] weights = [1, 2, 3];
        var reading = new Reading(1, "captured", [1], Grade.Low, null);
        Func<double, double> inner = number => number * factor;
        return
        [
            Sum, (Func<int, int>)Identity, (Func<double[], double[]>)Identity, static (int number) => number + 1,
            (double number) => number * factor, (int index) => weights[index] + factor, () => reading.Label,
            (double number) => inner(number) + weights[0],
            static async (int number) =>
            {
                await System.Threading.Tasks.Task.Yield();
                return number;
            },
            new Horse { Name = "bound" }.Equals,
        ];
    }
}
