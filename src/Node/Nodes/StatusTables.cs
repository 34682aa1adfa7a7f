using System.Globalization;
using Spectre.Console;

namespace Weft.Node.Nodes;

/// <summary>Shows a cluster to a person.</summary>
internal static class StatusTables
{
    /// <summary>Prints the report.</summary>
    public static void Show(StatusReport report)
    {
        AnsiConsole.Write(Members(report.Members));
        if (report.Scheduler is not { } scheduler)
        {
            Console.WriteLine($"no scheduler: {report.SchedulerMissing}");
            return;
        }

        AnsiConsole.Write(Workers(report.Workers));
        var states = string.Join(", ", scheduler.Tasks.Select(entry => Text($"{entry.Value:N0} {entry.Key}")));
        Console.WriteLine($"scheduler {scheduler.Address}");
        Console.WriteLine(Text($"clients   {scheduler.Clients}"));
        Console.WriteLine($"tasks     {(states.Length > 0 ? states : "none")}");
        Console.WriteLine(Text($"runs      {scheduler.Finished:N0} finished, {scheduler.Failed:N0} failed"));
        Console.WriteLine(Text($"again     {scheduler.Recomputed:N0}"));
        Console.WriteLine(Text($"lost      {scheduler.WorkersLost} workers"));
    }

    private static Table Members(IReadOnlyList<StatusMember> members)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("member").AddColumn("roles").AddColumn("status").AddColumn("");
        foreach (var member in members)
        {
            table.AddRow(
                Markup.Escape(member.Address),
                Markup.Escape(string.Join(", ", member.Roles)),
                Markup.Escape(member.Status),
                (member.IsReachable ? "" : "unreachable ") + (member.IsLeader ? "leader" : ""));
        }

        return table;
    }

    private static Table Workers(IReadOnlyList<StatusWorker> workers)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("worker").AddColumn("state");
        foreach (var name in new[] { "threads", "tasks", "running", "values", "MB", "busy, s" })
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var worker in workers)
        {
            table.AddRow(
                Markup.Escape(worker.Name),
                Markup.Escape(worker.State),
                Text($"{worker.Threads}"),
                Text($"{worker.Processing}"),
                Text($"{worker.Executing}"),
                Text($"{worker.Held}"),
                Text($"{worker.StoredBytes / 1e6:N1}"),
                Text($"{worker.OccupancySeconds:N1}"));
        }

        return table;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
