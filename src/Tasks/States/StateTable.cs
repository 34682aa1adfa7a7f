using System.Runtime.CompilerServices;
using System.Text;
using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>
/// A literal transition table: the law that one kind of record in a machine obeys. A step that has no row is a bug in
/// the machine and throws with the key's story. The documents under <c>docs/</c> are written from the same rows.
/// </summary>
/// <typeparam name="TState">An enumeration whose values count up from 0.</typeparam>
public sealed class StateTable<TState>
    where TState : struct, Enum
{
    private readonly string _subject;
    private readonly string[] _names;
    private readonly bool[] _allowed;

    /// <summary>A table over rows that are all different.</summary>
    /// <param name="subject">What the states are of, for messages and documents: "task of a worker".</param>
    /// <param name="steps">The rows in the order in which they are documented.</param>
    public StateTable(string subject, params StateStep<TState>[] steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        _subject = subject;
        Steps = steps;
        _names = Array.ConvertAll(Enum.GetNames<TState>(), name => name.ToLowerInvariant());
        _allowed = new bool[_names.Length * _names.Length];
        foreach (var step in steps)
        {
            ref var cell = ref _allowed[(Index(step.From) * _names.Length) + Index(step.To)];
            CheckException.Require(!cell, $"{subject}: {NameOf(step.From)} -> {NameOf(step.To)} has one row");
            cell = true;
        }
    }

    /// <summary>The rows.</summary>
    public IReadOnlyList<StateStep<TState>> Steps { get; }

    /// <summary>True where the table has a row for the step.</summary>
    public bool Allows(TState from, TState to) => _allowed[(Index(from) * _names.Length) + Index(to)];

    /// <summary>The state's name as journals and documents write it.</summary>
    public string NameOf(TState state) => _names[Index(state)];

    /// <summary>Both names of a row's states.</summary>
    public (string From, string To) NamesOf(StateStep<TState> step) => (NameOf(step.From), NameOf(step.To));

    /// <summary>Records the step, or throws <see cref="CheckException"/> with the key's story.</summary>
    public void Take(Journal journal, Instant at, string key, TState from, TState to, string cause)
    {
        if (!Allows(from, to))
        {
            throw new CheckException(
                $"{_subject} '{key}' cannot go from {NameOf(from)} to {NameOf(to)} ({cause}); its story:\n"
                + journal.Story(key));
        }

        journal.Record(at, key, NameOf(from), NameOf(to), cause);
    }

    /// <summary>The table as markdown: from, to, when.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder("| from | to | when |\n| --- | --- | --- |\n");
        foreach (var step in Steps)
        {
            text.Append($"| {NameOf(step.From)} | {NameOf(step.To)} | {step.When} |\n");
        }

        return text.ToString();
    }

    private static int Index(TState state) => Unsafe.BitCast<TState, int>(state);
}
