using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>Turns a call into the opaque spec of a task, on the client. Safe for any thread.</summary>
public interface ITaskCallEncoder
{
    /// <summary>
    /// Encodes a function and one argument for each of its parameters. What it captures and the values are read now,
    /// on the caller's thread; arrays among them are aliased, not copied, and must not change until the call has run.
    /// </summary>
    /// <exception cref="Exception">The function or a value cannot travel; the message names which and why.</exception>
    Serialized Encode(Delegate function, IReadOnlyList<TaskArgument> arguments);
}
