using Akka.Actor;

namespace Weft.Actors.Tests;

/// <summary>
/// A node with an actor <c>mixed</c> that is told the values of <see cref="MixedValues"/>, compares each with what must
/// come next, and tells the sender of the last one how it went. Says its address, and ends with its standard input.
/// <c>mixed provider</c> has Weft's references.
/// </summary>
internal static class MixedProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        var references = args is ["provider"] ? ProviderSystems.Provider : "";
        using var system = ActorSystem.Create(
            "child", TwoSystems.ConfigOf($"akka.stdout-loglevel = OFF\nakka.loglevel = OFF\n{references}"));
        WeftExtension.Of(system);
        system.ActorOf(Props.Create(() => new Comparer()), "mixed");
        Console.WriteLine(((ExtendedActorSystem)system).Provider.DefaultAddress);
        await Console.In.ReadToEndAsync();
        await system.Terminate();
        return 0;
    }

    private sealed class Comparer : UntypedActor
    {
        private readonly MixedValues _expected = new();
        private int _count;
        private string _wrong = "";

        protected override void OnReceive(object message)
        {
            var expected = _expected.Next();
            if (_wrong.Length == 0 && !MixedValues.AreEqual(expected, message))
                _wrong = $"number {_count} is {MixedValues.Describe(message)}, not {MixedValues.Describe(expected)}";
            _count++;
            if (_count == MixedValues.Count || _wrong.Length > 0)
                Sender.Tell($"{_count} told, {(_wrong.Length == 0 ? "all equal and in order" : _wrong)}", Self);
        }
    }
}
