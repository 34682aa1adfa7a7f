using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>One task as the worker's executor gets it, with everything it needs in memory.</summary>
/// <param name="Key">The task's name, also that of its result.</param>
/// <param name="Run">The number of this run; key and run together name one execution.</param>
/// <param name="Spec">The encoded function and arguments (a <c>TaskCall</c>).</param>
/// <param name="Values">
/// The values of its dependencies by key, shared by reference with the worker's store: a function that changes one
/// changes it for everyone.
/// </param>
public sealed record TaskRun(string Key, long Run, Serialized Spec, IReadOnlyDictionary<string, object?> Values);
