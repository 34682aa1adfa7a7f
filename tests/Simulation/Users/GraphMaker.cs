namespace Weft.Simulation;

/// <summary>Makes the graphs that users submit: chains, trees, fans, diamonds and whatever comes.</summary>
internal sealed class GraphMaker(World world, Chance chance, string owner)
{
    private int _number;

    /// <summary>Tasks in an order in which each comes after what it needs; some need the keys given.</summary>
    public IReadOnlyList<KeyModel> Make(IReadOnlyList<KeyModel> available)
    {
        var made = new List<KeyModel>();
        switch (chance.Below(6))
        {
            case 0:
                Chain(made, available, chance.Between(3, 9));
                break;
            case 1:
                Tree(made, available, chance.Between(4, 10));
                break;
            case 2:
                Fan(made, available, chance.Between(3, 8));
                break;
            case 3:
                for (int i = chance.Between(3, 14); i > 0; i--) Add(made, "map", Some(available, 1));
                break;
            default:
                for (int i = chance.Between(4, 14); i > 0; i--)
                    Add(made, "any", [.. Some(made, chance.Below(4)), .. Some(available, chance.Below(2))]);
                break;
        }

        return made;
    }

    /// <summary>Values to scatter.</summary>
    public IReadOnlyList<KeyModel> MakeData(int count)
    {
        var made = new List<KeyModel>();
        for (int i = 0; i < count; i++)
        {
            made.Add(new KeyModel
            {
                Key = Name("data"),
                Behaviour = FunctionBehaviour.Normal,
                Salt = chance.Next(),
                Bytes = DrawBytes(),
                IsScattered = true,
            });
        }

        return made;
    }

    private void Chain(List<KeyModel> made, IReadOnlyList<KeyModel> available, int length)
    {
        Add(made, "chain", Some(available, 2));
        for (int i = 1; i < length; i++) Add(made, "chain", [made[^1]]);
    }

    private void Tree(List<KeyModel> made, IReadOnlyList<KeyModel> available, int leaves)
    {
        for (int i = 0; i < leaves; i++) Add(made, "leaf", Some(available, 1));
        int next = 0;
        while (made.Count - next > 1)
        {
            Add(made, "tree", [made[next], made[next + 1]]);
            next += 2;
        }
    }

    private void Fan(List<KeyModel> made, IReadOnlyList<KeyModel> available, int width)
    {
        Add(made, "source", Some(available, 2));
        var source = made[0];
        for (int i = 0; i < width; i++) Add(made, "fan", [source]);
        Add(made, "sink", made.Skip(1).ToList());
    }

    private List<KeyModel> Some(IReadOnlyList<KeyModel> from, int atMost)
    {
        var some = new List<KeyModel>();
        for (int i = 0; i < atMost && from.Count > 0; i++)
        {
            var item = chance.Pick(from);
            if (!some.Contains(item)) some.Add(item);
        }

        return some;
    }

    private void Add(List<KeyModel> made, string group, IReadOnlyList<KeyModel> dependencies)
    {
        var behaviour = DrawBehaviour();
        int retries = chance.In(0.4) ? chance.Between(1, 3) : 0;
        made.Add(new KeyModel
        {
            Key = Name(group),
            Behaviour = behaviour,
            BehaviourTimes = chance.In(0.3) ? int.MaxValue : chance.Between(1, 3),
            Salt = chance.Next(),
            Bytes = DrawBytes(),
            ExecutionNanoseconds = chance.Nanoseconds(300_000, 400_000_000),
            Dependencies = dependencies.DistinctBy(item => item.Key).ToList(),
            RetriesMax = retries,
            Priority = chance.In(0.8) ? 0 : chance.Between(-2, 2),
            Workers = chance.In(world.Profile.RestrictedShare)
                ? Enumerable.Range(0, chance.Between(1, 3)).Select(_ => chance.Pick(world.Workers).Address)
                    .Distinct().Order().ToList()
                : null,
        });
    }

    private FunctionBehaviour DrawBehaviour()
    {
        if (chance.In(world.Profile.DeadlyShare)) return FunctionBehaviour.Deadly;
        if (!chance.In(world.Profile.FailingShare)) return FunctionBehaviour.Normal;
        return chance.In(0.2) ? FunctionBehaviour.Refused : FunctionBehaviour.Throws;
    }

    private long DrawBytes() => chance.In(0.05)
        ? chance.Nanoseconds(1_000_000, 80_000_000)
        : chance.Nanoseconds(8, 1_000_000);

    private string Name(string group) => $"{group}-{owner}.{++_number}";
}
