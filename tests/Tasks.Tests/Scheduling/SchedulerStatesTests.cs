using System.Runtime.CompilerServices;
using System.Text;

namespace Weft.Tasks.Tests;

/// <summary>The table of steps, its methods, and the page that shows it.</summary>
public sealed class SchedulerStatesTests
{
    private const string Begin = "<!-- scheduler tasks: written from the code by SchedulerStatesTests -->\n";
    private const string End = "<!-- end of scheduler tasks -->";

    private static readonly SchedulerMachine Machine = new(SchedulerOptions.Default, 0);

    [Fact]
    public void A_step_is_taken_by_the_method_that_bears_its_name()
    {
        Assert.All(Machine.Transitions, step => Assert.Equal($"From{step.From}To{step.To}", step.Method));
    }

    [Fact]
    public void Each_pair_of_states_has_one_step_and_forgotten_is_the_end()
    {
        var pairs = Machine.Transitions.Select(step => (step.From, step.To)).ToList();
        Assert.Equal(pairs.Distinct(), pairs);
        Assert.DoesNotContain(Machine.Transitions, step => step.From == TaskState.Forgotten || step.From == step.To);
        Assert.All(Enum.GetValues<TaskState>(), state => Assert.Contains(pairs, pair => pair.To == state));
    }

    [Fact]
    public void The_page_of_states_shows_the_table_of_the_code()
    {
        var path = FindPage();
        var page = File.Exists(path) ? File.ReadAllText(path) : $"# States\n\n{Begin}{End}\n";
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = page.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= Begin.Length && end >= begin, $"{path} lacks the marks of the scheduler's table");
        if (Environment.GetEnvironmentVariable("WEFT_UPDATE_GOLDENS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, page[..begin] + Table() + page[end..]);
            return;
        }

        Assert.True(
            page[begin..end] == Table(), $"{path} differs from the code; WEFT_UPDATE_GOLDENS=1 rewrites it");
    }

    private static string Table()
    {
        var text = new StringBuilder("| from | to | when |\n| --- | --- | --- |\n");
        foreach (var step in Machine.Transitions)
            text.Append($"| {Word(step.From)} | {Word(step.To)} | {step.When} |\n");
        return text.ToString();
    }

    private static string Word(TaskState state) =>
        state == TaskState.NoWorker ? "no-worker" : state.ToString().ToLowerInvariant();

    private static string FindPage([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "states.md"));
}
