using System.Globalization;
using Spectre.Console;

namespace Weft.Node.Demo;

/// <summary>Shows the demo to a person: a bar of progress while it runs, then a table with bars.</summary>
internal sealed class DemoReport
{
    /// <summary>Characters of the longest bar.</summary>
    private const int BarLength = 40;

    /// <summary>Runs <paramref name="work"/> under a bar of progress.</summary>
    public async Task<DemoResult> WithProgressAsync(Func<IProgress<DemoProgress>, Task<DemoResult>> work) =>
        await AnsiConsole.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask("start", maxValue: 1);
                var result = await work(new Stages(bar));
                bar.Value = bar.MaxValue;
                return result;
            });

    /// <summary>Prints the answer.</summary>
    public void Show(DemoResult result)
    {
        AnsiConsole.Write(HourTable(result.Hours));
        Line($"flights           {result.Rows:N0}");
        Line($"mean delay        {result.MeanDelay:F4} min");
        Line($"95th percentile   {result.P95Delay} min");
        Line($"correlation       {result.Correlation:F6} (delay and distance)");
        Line($"bulk exchange     {result.BulkMegabytesPerSecond:N0} MB/s between {result.Workers} workers");
        var recomputed = result.WorkerKilled ? $", {result.Recomputed} computed again after a worker was killed" : "";
        Line($"tasks             {result.Tasks}{recomputed}");
        if (result.Bytes is { } bytes)
            Line($"bytes             administrative {bytes.Admin:N0}, data {bytes.Data:N0}, task {bytes.Task:N0}");
        Line($"time              {result.Seconds:F2} s on {result.Workers} workers");
    }

    private static Table HourTable(IReadOnlyList<DemoHour> hours)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn(new TableColumn("hour").RightAligned())
            .AddColumn(new TableColumn("flights").RightAligned())
            .AddColumn(new TableColumn("mean delay, min").RightAligned())
            .AddColumn("");
        var longest = hours.Max(hour => Math.Abs(hour.MeanDelay));
        foreach (var hour in hours)
        {
            var length = longest == 0 ? 0 : (int)Math.Round(Math.Abs(hour.MeanDelay) / longest * BarLength);
            var color = hour.MeanDelay < 0 ? "green" : "yellow";
            table.AddRow(
                Text($"{hour.Hour:00}:00"),
                Text($"{hour.Count:N0}"),
                Text($"{hour.MeanDelay:F2}"),
                $"[{color}]{new string('█', length)}[/]");
        }

        return table;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Line(string text) => AnsiConsole.WriteLine(text);

    private sealed class Stages(ProgressTask bar) : IProgress<DemoProgress>
    {
        private readonly Lock _gate = new();
        private int _expected;

        public void Report(DemoProgress value)
        {
            lock (_gate)
            {
                switch (value)
                {
                    case DemoProgress.StageBegan stage:
                        _expected += stage.Tasks;
                        bar.MaxValue = Math.Max(1, _expected);
                        bar.Description = stage.Name;
                        break;
                    case DemoProgress.TaskDone:
                        bar.Increment(1);
                        break;
                    case DemoProgress.WorkerKilled killed:
                        AnsiConsole.MarkupLineInterpolated($"[red]killed {killed.Name}[/]");
                        break;
                }
            }
        }
    }
}
