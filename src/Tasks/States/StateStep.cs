namespace Weft.Tasks;

/// <summary>One row of a machine's transition table.</summary>
/// <param name="From">The state left.</param>
/// <param name="To">The state entered.</param>
/// <param name="When">In which case, in words for the documentation.</param>
public readonly record struct StateStep<TState>(TState From, TState To, string When)
    where TState : struct, Enum;
