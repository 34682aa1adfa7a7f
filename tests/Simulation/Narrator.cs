using System.Collections;
using System.Reflection;
using System.Text;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Simulation;

/// <summary>Writes down what happens in a run, one line each. Slow; used only where somebody reads it.</summary>
public sealed class Narrator(Action<string> write)
{
    private Agenda _agenda = new();

    /// <summary>Takes its time from this agenda.</summary>
    public void Attach(Agenda agenda) => _agenda = agenda;

    /// <summary>A message arrives.</summary>
    internal void Say(Node from, Node to, Message message) =>
        Write($"{Short(from.Address)} -> {Short(to.Address)}: {Describe(message)}");

    /// <summary>A node does something.</summary>
    internal void Say(Node node, string text) => Write($"{Short(node.Address)} {text}");

    private void Write(string text) =>
        write(string.Create(null, $"{_agenda.Now / 1_000_000_000,4}.{_agenda.Now / 1000 % 1_000_000:000000}  {text}"));

    private static string Short(PeerAddress address) => address.Value.Replace("sim://", "", StringComparison.Ordinal);

    private static string Describe(object? value) => value switch
    {
        null => "-",
        string text => text,
        PeerAddress address => Short(address),
        Serialized => "spec",
        Deserialized { Failure: { } failure } => $"<{failure.Message}>",
        Deserialized item => Describe(item.Value),
        SimulatedValue item => $"{item.Hash:x16}",
        Instant instant => $"{instant.Nanoseconds}",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Describe))}]",
        Message or TaskDefinition or ErrorDetail or HeldData or KeyHolders or ScatteredData or DataItem
            or WorkerSummary or TaskPriority => DescribeRecord(value),
        _ => value.ToString() ?? "",
    };

    private static string DescribeRecord(object record)
    {
        var text = new StringBuilder(record.GetType().Name).Append('(');
        bool first = true;
        foreach (var property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (!first) text.Append(", ");
            first = false;
            text.Append(property.Name).Append(' ').Append(Describe(property.GetValue(record)));
        }

        return text.Append(')').ToString();
    }
}
