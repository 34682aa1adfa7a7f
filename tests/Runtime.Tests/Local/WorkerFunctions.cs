using System.Diagnostics.CodeAnalysis;

namespace Weft.Runtime.Tests;

/// <summary>What the tests run on workers.</summary>
internal static class WorkerFunctions
{
    public static double Sum(double[] values)
    {
        double sum = 0;
        foreach (var value in values) sum += value;
        return sum;
    }

    public static int Negate(int value) => -value;

    public static int ProcessId() => Environment.ProcessId;

    public static double[] Ramp(int length)
    {
        var values = new double[length];
        for (var index = 0; index < length; index++) values[index] = index;
        return values;
    }

    public static double[] Add(double[] left, double[] right)
    {
        var sum = new double[left.Length];
        for (var index = 0; index < sum.Length; index++) sum[index] = left[index] + right[index];
        return sum;
    }

    public static double[] Twice(double[] values) => Add(values, values);

    public static int WaitForFile(double[] values, string file)
    {
        while (!File.Exists(file)) Thread.Sleep(5);
        return (int)Sum(values);
    }

    public static async Task<int> CountSlowly(int count)
    {
        for (var index = 0; index < count; index++) await Task.Delay(1);
        return count;
    }

    [DoesNotReturn]
    public static int Throw(int code) => throw new ArgumentOutOfRangeException("code", code, "thrown on a worker");

    [DoesNotReturn]
    public static int ThrowUnknown(int code) => throw new UnknownException($"unknown {code}");

    public static int TouchUninitializable() => Uninitializable.Value;

    public static bool SpoilConsole()
    {
        Console.WriteLine("weft-worker-sent to somebody");
        Console.Write("a line without an end");
        Console.SetOut(TextWriter.Null);
        return true;
    }

    public static int ExitProcess(int code)
    {
        Environment.Exit(code);
        return code;
    }

    public static Closed MakeClosed(int number) => new() { Number = number };

    public static int Complain(string words)
    {
        Console.Error.WriteLine(words);
        return words.Length;
    }

    /// <summary>An exception that nobody has allowed.</summary>
    public sealed class UnknownException(string message) : Exception(message);

    /// <summary>A type that nobody has allowed.</summary>
    public sealed class Closed
    {
        public int Number { get; init; }
    }

    private static class Uninitializable
    {
        static Uninitializable() =>
            Value = Environment.ProcessId < 0 ? 1 : throw new InvalidDataException("never initialized");

        public static int Value { get; }
    }
}
