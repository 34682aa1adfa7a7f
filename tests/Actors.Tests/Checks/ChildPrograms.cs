namespace Weft.Actors.Tests;

/// <summary>What this assembly does where a test starts it as a process of its own, by the first argument.</summary>
internal static class ChildPrograms
{
    private static readonly Dictionary<string, Func<string[], Task<int>>> Programs = new(StringComparer.Ordinal)
    {
        ["bindings"] = BindingsProgram.RunAsync,
        ["sink"] = SinkProgram.RunAsync,
        ["pump"] = PumpProgram.RunAsync,
        ["member"] = MemberProgram.RunAsync,
        ["mixed"] = MixedProgram.RunAsync,
        ["blocked"] = BlockedProgram.RunAsync,
        ["outside"] = OutsideProgram.RunAsync,
    };

    public static Func<string[], Task<int>>? Find(string[] args) =>
        args.Length > 0 ? Programs.GetValueOrDefault(args[0]) : null;
}
