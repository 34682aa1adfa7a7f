namespace Weft.Simulation;

/// <summary>Every value a user gathers is the one the model computes without any machine.</summary>
internal sealed class RightValue(World world) : Checker
{
    public override void OnGathered(
        ClientNode node, IReadOnlyList<string> keys, IReadOnlyList<SimulatedValue?> values)
    {
        for (int i = 0; i < keys.Count; i++)
        {
            ulong expected = world.Chronicle.Of(keys[i]).Value;
            if (values[i] is not { } value)
                throw Broken(keys[i], $"a gather of {node.Address} is complete without the value of '{keys[i]}'");
            if (value.Hash != expected)
            {
                throw Broken(
                    keys[i], $"{node.Address} gathered {value.Hash:x16} for '{keys[i]}', expected {expected:x16}");
            }

            world.Counters.ValuesCompared++;
        }
    }
}
