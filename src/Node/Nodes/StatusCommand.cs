using System.CommandLine;
using System.Text.Json;
using Weft.Actors;
using Weft.Runtime;
using Weft.Tasks;

namespace Weft.Node.Nodes;

/// <summary><c>weft status</c>: a cluster's members, scheduler, workers and tasks, seen from outside.</summary>
public static class StatusCommand
{
    private const int SecondsByDefault = 10;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var contact = new Option<string[]>("--contact")
        {
            Description = "a node to ask, as host:port or a whole address; again for more",
            HelpName = "ADDRESS",
            DefaultValueFactory = _ => ["127.0.0.1:4053"],
        };
        var config = new Option<string>("--config")
        {
            Description = "a file in HOCON, above the built-in sample",
            HelpName = "FILE",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "any key, in HOCON; again for more",
            HelpName = "KEY=VALUE",
        };
        var hostname = new Option<string>("--hostname")
        {
            Description = "the host name or address that nodes answer to",
            HelpName = "HOST",
        };
        var timeout = new Option<int>("--timeout")
        {
            Description = "seconds to wait for an answer",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => SecondsByDefault,
        };
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 3600) result.AddError("--timeout takes 1 to 3600");
        });
        var json = new Option<bool>("--json") { Description = "print one JSON object" };

        var command = new Command("status", "Show the members, scheduler, workers and tasks of a cluster.")
        {
            contact, config, set, hostname, timeout, json,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new NodeClientOptions
            {
                Contacts = parsed.GetValue(contact)!,
                ConfigFile = parsed.GetValue(config),
                Settings = parsed.GetValue(set) ?? [],
                Hostname = parsed.GetValue(hostname),
                Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
            },
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(NodeClientOptions options, bool json, CancellationToken cancellation)
    {
        try
        {
            await using var node = NodeClient.Open(options);
            var members = await node.MembersAsync(cancellation);
            var (scheduler, snapshot, missing) = await AskSchedulerAsync(node, cancellation);
            var report = StatusReport.From(members, scheduler, snapshot, missing);
            if (json) Console.WriteLine(JsonSerializer.Serialize(report));
            else StatusTables.Show(report);
            return snapshot is null ? NodeExitCode.Failed : NodeExitCode.Stopped;
        }
        catch (Exception error) when (error is TimeoutException or ArgumentException or IOException
            or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"weft status: {error.Message.ReplaceLineEndings(" ")}");
            return error switch
            {
                TimeoutException => NodeExitCode.NobodyAnswered,
                ArgumentException => NodeExitCode.WrongSettings,
                _ => NodeExitCode.Failed,
            };
        }
    }

    private static async Task<(string? Scheduler, SchedulerSnapshot? Snapshot, string? Missing)> AskSchedulerAsync(
        NodeClient node, CancellationToken cancellation)
    {
        try
        {
            var scheduler = await node.SchedulerAsync(cancellation);
            await using var client = await node.ConnectAsync(new ClientOptions { Name = "status" }, cancellation);
            return (scheduler, await client.StatusAsync(cancellation), null);
        }
        catch (Exception error) when (error is TimeoutException or SchedulerLostException)
        {
            return (null, null, error.Message.ReplaceLineEndings(" "));
        }
    }
}
