namespace Weft.Fuzz;

/// <summary>Graphs with cycles, deep ones, tolerant types, functions, comparers, objects field by field.</summary>
internal static class SampleGraphs
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<object> All { get; } = MakeAll();

    private static object[] MakeAll()
    {
        var ring = new Ring { Number = 1 };
        ring.Next = new Ring { Number = 2, Next = ring };
        ring.Named["self"] = ring;
        var chain = new Ring { Number = 99 };
        for (int i = 0; i < 60; i++) chain = new Ring { Number = i, Next = chain };
        var list = new List<object>();
        list.Add(list);
        var ticket = new Ticket { Number = 7, Holder = "Ann", Extra = new object[] { 1, "a", new[] { 1.5 } } };
        ticket.Next = new Ticket { Number = 8, Extra = ticket, Next = ticket };
        var deep = new Ticket { Number = 1 };
        for (int i = 0; i < 45; i++) deep = new Ticket { Next = deep, Extra = new Ring { Number = i } };
        double factor = 2;
        return
        [
            ring, chain, list, ticket, deep, new[] { ticket, ticket.Next },
            new List<object> { (Func<double, double>)(x => x * factor), (Func<double, double>)SampleFunctions.Triple },
            new Ring { Anything = (Action)(() => ring.Number++) }, (Func<double[], double>)SampleFunctions.Sum,
            new Dictionary<string, int>(new ByLast(1)) { ["ab"] = 1, ["bc"] = 2 },
            new SortedDictionary<string, Ring>(new ByLast(0)) { ["a"] = ring },
            new HashSet<object>(ReferenceEqualityComparer.Instance) { ring, ticket },
            new Dictionary<Ring, int> { [ring] = 1 },
            new Figure { Name = "a", Corners = [1, 2], Inner = new Prism { Height = 3, Content = ticket } },
            new Prism { Name = "b", Corners = new double[80], Height = long.MaxValue, Content = new[] { 1, 2 } },
            new object[] { new Prism { Height = 1 }, new Figure(), ring },
            new Queue<object>([ring, new Stack<int>([1])]), new Ring { Anything = new double[100] },
        ];
    }
}
