namespace Weft.Bench;

/// <summary>A record of ten fields.</summary>
public sealed record Order(
    long Id,
    string Symbol,
    string Account,
    int Count,
    double Price,
    double Fee,
    bool Buys,
    DateTime PlacedAt,
    Guid Token,
    byte[] Signature)
{
    /// <inheritdoc/>
    public bool Equals(Order? other) =>
        other is not null
        && (Id, Symbol, Account, Count, Price) == (other.Id, other.Symbol, other.Account, other.Count, other.Price)
        && (Fee, Buys, PlacedAt, Token) == (other.Fee, other.Buys, other.PlacedAt, other.Token)
        && Signature.AsSpan().SequenceEqual(other.Signature);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();
}

/// <summary>A node of a graph: it refers to one before it, and some carry an array.</summary>
public sealed class Node
{
    /// <summary>Its position.</summary>
    public int Id { get; set; }

    /// <summary>A text of its own.</summary>
    public string Name { get; set; } = "";

    /// <summary>A number of its own.</summary>
    public double Weight { get; set; }

    /// <summary>A node before it, the same object as in the graph's list.</summary>
    public Node? Parent { get; set; }

    /// <summary>What one in a hundred carries.</summary>
    public double[]? Values { get; set; }
}

/// <summary>Nodes that refer to one another.</summary>
public sealed class Graph
{
    /// <summary>All nodes, in the order of their positions.</summary>
    public List<Node> Nodes { get; set; } = [];

    /// <summary>A graph of so many nodes, one in a hundred with an array of a thousand numbers.</summary>
    public static Graph Make(int count)
    {
        var graph = new Graph();
        for (var i = 0; i < count; i++)
        {
            graph.Nodes.Add(new Node
            {
                Id = i,
                Name = $"node {i}",
                Weight = i / 7.0,
                Parent = i == 0 ? null : graph.Nodes[i / 2],
                Values = i % 100 == 0 ? [.. Enumerable.Range(i, 1000).Select(n => n / 3.0)] : null,
            });
        }

        return graph;
    }

    /// <summary>True where the other has the same nodes with the same references among themselves.</summary>
    public bool IsSame(Graph other)
    {
        if (other.Nodes.Count != Nodes.Count) return false;
        for (var i = 0; i < Nodes.Count; i++)
        {
            var (own, its) = (Nodes[i], other.Nodes[i]);
            if ((own.Id, own.Name, own.Weight) != (its.Id, its.Name, its.Weight)) return false;
            if (its.Parent != (own.Parent is { } parent ? other.Nodes[parent.Id] : null)) return false;
            if (!own.Values.AsSpan().SequenceEqual(its.Values)) return false;
        }

        return true;
    }
}
