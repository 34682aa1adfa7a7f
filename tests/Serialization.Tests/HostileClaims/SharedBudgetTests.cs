using System.Diagnostics.CodeAnalysis;
using Weft.Fuzz;

namespace Weft.Serialization.Tests.HostileClaims;

/// <summary>One budget for all that is nested in one payload, whatever nests it.</summary>
public class SharedBudgetTests
{
    [Fact]
    public void Parts_at_every_depth_share_the_budget_of_their_payload()
    {
        var probe = new ProbeFamily();
        New(probe).Deserialize(Collection(Probe, Nested(Probe, Probe)));
        Assert.Equal(3, probe.Seen.Count);
        Assert.All(probe.Seen, budget => Assert.Same(probe.Seen[0], budget));
    }

    [Fact]
    public void Parts_of_a_graph_share_the_budget_of_their_payload()
    {
        var probe = new ProbeFamily();
        var header = Pack.Map("serializer", "pickle", "parts", Pack.List(Pack.List(Probe, 0), Pack.List(Probe, 0)));
        var stream = Pack.Of(Pack.List("object[]", Pack.List(new Ext(3, 0), new Ext(3, 1))));
        New(probe).Deserialize(new Payload(Header.FromEncoded(Pack.Of(header)), stream));
        Assert.Equal(2, probe.Seen.Count);
        Assert.Same(probe.Seen[0], probe.Seen[1]);
    }

    [Fact]
    public void Two_payloads_never_share_a_budget()
    {
        var probe = new ProbeFamily();
        var weft = New(probe);
        weft.Deserialize(Collection(Probe));
        weft.Deserialize(Collection(Probe));
        Assert.NotSame(probe.Seen[0], probe.Seen[1]);
    }

    [Fact]
    public void What_one_part_has_used_another_cannot_use_again()
    {
        var probe = new ProbeFamily { Charges = 3_000 };
        var weft = New(probe, Limits.Default with { ExpansionMax = 50 });
        Assert.Single(Assert.IsType<object[]>(weft.Deserialize(Collection(Probe))));
        var many = Collection([.. Enumerable.Repeat(Probe, 40)]);
        var error = Assert.Throws<WireFormatException>(() => weft.Deserialize(many));
        Assert.Contains("Limits.ExpansionMax", error.Message, StringComparison.Ordinal);
        Assert.InRange(probe.Seen.Count, 3, 40);
    }

    private static Map Probe => Pack.Map("serializer", "probe");

    private static Payload Collection(params object?[] parts) => new(Header.FromEncoded(Pack.Of(Nested(parts))));

    private static Map Nested(params object?[] parts) => Pack.Map(
        "is-collection", true, "type", "object[]", "sub-headers", parts, "frame-counts",
        parts.Select(_ => (object?)0).ToArray());

    private static WeftSerializer New(ProbeFamily probe, Limits? limits = null)
    {
        var registry = new SerializerRegistry();
        registry.RegisterFamily(probe);
        return new WeftSerializer(registry, new WeftSerializerOptions
        {
            Limits = limits ?? Limits.Default,
        });
    }

    private sealed class ProbeFamily : SerializerFamily
    {
        public List<AllocationBudget> Seen { get; } = [];

        public long Charges { get; init; }

        public override string Name => "probe";

        public override bool TryDumps(
            object? value, in DumpsRequest request, [NotNullWhen(true)] out Payload? payload)
        {
            payload = null;
            return false;
        }

        public override object? Loads(
            Header header, IReadOnlyList<ReadOnlyMemory<byte>> frames, in LoadsRequest request)
        {
            Seen.Add(request.Budget);
            request.Budget.Charge(Charges, "a probe");
            return Name;
        }
    }
}
