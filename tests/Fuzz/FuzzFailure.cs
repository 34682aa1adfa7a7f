namespace Weft.Fuzz;

/// <summary>One input that broke the law.</summary>
/// <param name="Target">Which reader.</param>
/// <param name="Seed">The number that makes the input again.</param>
/// <param name="Input">The input.</param>
/// <param name="What">Which law, with the figures or the exception.</param>
public sealed record FuzzFailure(string Target, long Seed, FuzzInput Input, string What)
{
    /// <summary>What failed, the input in hex and how to see it again.</summary>
    public override string ToString() =>
        $"{Target}: {What}{Environment.NewLine}input: {Input}{Environment.NewLine}" +
        $"replay: dotnet run build.cs fuzz --seed {Seed}";
}
