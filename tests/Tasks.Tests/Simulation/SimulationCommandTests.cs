using Weft.Simulation;

namespace Weft.Tasks.Tests;

public sealed class SimulationCommandTests
{
    [Fact]
    public void A_good_run_ends_with_its_numbers_and_with_zero()
    {
        var output = new StringWriter();
        Assert.Equal(0, SimulationCommand.Run(["--seeds", "2"], output));
        string text = output.ToString();
        Assert.Contains("events", text, StringComparison.Ordinal);
        Assert.Contains("kills", text, StringComparison.Ordinal);
        Assert.Contains("delays", text, StringComparison.Ordinal);
        Assert.Contains("2 seeds, 0 failed", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sedes", "unknown argument '--sedes'")]
    [InlineData("--seed", "found nothing")]
    [InlineData("--seeds -5", "found -5")]
    public void Bad_usage_names_the_argument_and_ends_with_two(string arguments, string expected)
    {
        var output = new StringWriter();
        Assert.Equal(2, SimulationCommand.Run(arguments.Split(' '), output));
        Assert.Contains(expected, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_seed_is_run_alone() =>
        Assert.Equal(new SimulationOptions(1, 42, true), SimulationOptions.Parse(["--seed", "42", "--verbose"]));
}
