namespace Weft.Simulation;

/// <summary>A property that every run must have does not hold.</summary>
/// <param name="property">The checker that says so.</param>
/// <param name="key">The key it concerns; empty where it concerns none.</param>
/// <param name="message">What was expected and what was found.</param>
public sealed class PropertyViolation(string property, string key, string message) : Exception($"{property}: {message}")
{
    /// <summary>The key it concerns; empty where it concerns none.</summary>
    public string Key { get; } = key;
}
