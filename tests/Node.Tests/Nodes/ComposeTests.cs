using System.CommandLine;
using Weft.Actors;
using Weft.Node.Nodes;

namespace Weft.Node.Tests;

/// <summary>What deploy/ starts in containers is what the command understands.</summary>
public sealed class ComposeTests
{
    // Nothing listens there.
    private const string Nobody = "127.0.0.1:1";

    private static readonly string Folder = Path.Combine(RepositoryRoot(), "deploy");
    private static readonly string Text = File.ReadAllText(Path.Combine(Folder, "compose.yaml"));

    [Fact]
    public void Three_schedulers_and_two_workers_are_started_by_flags_and_variables_that_there_are()
    {
        var services = ServicesOf(Text);
        var roles = services.Select(service => Check(service.Key, service.Value).Role);
        Assert.Equal(3, roles.Count(role => role == NodeRole.Scheduler));
        Assert.Equal((5, 5), (services.Count, services.Keys.Distinct().Count()));
    }

    [Fact]
    public void Every_seed_is_a_scheduler_at_the_port_that_it_listens_at()
    {
        var services = ServicesOf(Text).Select(service => Check(service.Key, service.Value)).ToArray();
        var schedulers = services.Where(service => service.Role == NodeRole.Scheduler)
            .Select(service => $"{service.Flags["--hostname"]}:{service.Flags["--port"]}")
            .ToArray();
        foreach (var service in services) Assert.Equal(schedulers, service.Environment["WEFT_SEEDS"].Split(','));
        Assert.All(services, service => Assert.Equal(service.Name, service.Flags["--hostname"]));
        Assert.All(
            services.Where(service => service.Role == NodeRole.Worker),
            service => Assert.Equal(service.Name, service.Environment["WEFT_NAME"]));
    }

    [Theory]
    [InlineData("scheduler-1")]
    [InlineData("scheduler-2")]
    [InlineData("scheduler-3")]
    [InlineData("worker-1")]
    [InlineData("worker-2")]
    public async Task A_node_takes_these_flags_and_variables_and_fails_only_for_want_of_the_others(string name)
    {
        var service = Check(name, ServicesOf(Text)[name]);
        var environment = new Dictionary<string, string>(service.Environment)
        {
            ["WEFT_SEEDS"] = Nobody,
            ["WEFT_ASSEMBLIES"] = AppContext.BaseDirectory,
        };
        var command = service.Command.ToArray();
        command[Array.IndexOf(command, "--hostname") + 1] = "127.0.0.1";
        command[Array.IndexOf(command, "--port") + 1] = "0";
        command[Array.IndexOf(command, "--data-port") + 1] = "0";
        using var node = WeftProcess.Start(environment, [.. command, "--set", "weft.node.join-timeout = 100ms"]);
        var code = await node.ExitCodeAsync();
        var said = string.Join(" | ", [.. node.Output, .. node.Errors]);
        Assert.True(code == NodeExitCode.NobodyAnswered, $"{code}: {said}");
        Assert.Contains($"seeds    akka.tcp://weft@{Nobody}", said, StringComparison.Ordinal);
        Assert.Contains($"roles    weft-{command[0]}", said, StringComparison.Ordinal);

        // On loopback it does without; a worker beside it would not start without TLS.
        Assert.Equal("weft.tls.allow-plain-network=on", service.Environment["WEFT_SET"]);
    }

    [Theory]
    [InlineData("--data-port", "--date-port")]
    [InlineData("WEFT_SEEDS", "WEFT_SEED")]
    [InlineData("\"worker\"", "\"wroker\"")]
    [InlineData("\"4053\", ", "")]
    [InlineData("    command:", "    comand:")]
    [InlineData("  image: weft", "  image: {weft}")]
    [InlineData("*environment", "*surroundings")]
    public void A_word_that_is_not_known_is_found(string right, string wrong)
    {
        Assert.Contains(right, Text, StringComparison.Ordinal);
        var text = Text.Replace(right, wrong, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() =>
        {
            foreach (var (name, service) in ServicesOf(text)) Check(name, service);
        });
    }

    [Fact]
    public void The_container_file_publishes_this_program_and_holds_functions_where_workers_look_for_them()
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, "Containerfile"));
        var program = Path.GetFileName(typeof(RunCommand).Assembly.Location);
        Assert.Equal($"ENTRYPOINT [\"dotnet\", \"{program}\"]", lines.Single(line => line.StartsWith("ENTRYPOINT")));
        var publish = lines.Single(line => line.StartsWith("RUN dotnet publish ")).Split(' ');
        Assert.True(File.Exists(Path.Combine(RepositoryRoot(), publish[3])), publish[3]);
        var volume = lines.Single(line => line.StartsWith("VOLUME "))["VOLUME ".Length..];
        foreach (var (name, service) in ServicesOf(Text))
        {
            var build = (Dictionary<string, object>)service["build"];
            var context = Path.GetFullPath(Path.Combine(Folder, (string)build["context"]));
            Assert.Equal(Path.Combine(Folder, "Containerfile"), Path.Combine(context, (string)build["dockerfile"]));
            var checkedService = Check(name, service);
            if (checkedService.Role == NodeRole.Scheduler) continue;
            Assert.Equal(volume, checkedService.Environment["WEFT_ASSEMBLIES"]);
            Assert.Equal($"./functions:{volume}:ro", Assert.Single((string[])service["volumes"]));
        }
    }

    [Fact]
    public void The_command_that_asks_the_cluster_for_its_state_is_understood()
    {
        var line = Text.Split('\n').Single(each => each.Contains("dotnet weft.dll ", StringComparison.Ordinal));
        Assert.Empty(Root().Parse(line[(line.IndexOf("weft.dll ", StringComparison.Ordinal) + 9)..]).Errors);
    }

    private static Dictionary<string, Dictionary<string, object>> ServicesOf(string text) =>
        ((Dictionary<string, object>)ComposeText.Parse(text)["services"]).ToDictionary(
            service => service.Key, service => (Dictionary<string, object>)service.Value);

    // The program's own parser reads the flags, its own table of flags has the variables.
    private static ComposeService Check(string name, Dictionary<string, object> service)
    {
        string[] known =
            ["image", "build", "restart", "stop_grace_period", "command", "environment", "volumes"];
        Assert.Empty(service.Keys.Except(known));
        var command = (string[])service["command"];
        var parsed = Root().Parse(command);
        Assert.True(parsed.Errors.Count == 0, $"{name}: {string.Join(" | ", parsed.Errors.Select(e => e.Message))}");
        var role = Enum.Parse<NodeRole>(parsed.CommandResult.Command.Name, ignoreCase: true);
        var environment = ((Dictionary<string, object>)service["environment"]).ToDictionary(
            variable => variable.Key, variable => (string)variable.Value);
        Assert.Empty(environment.Keys.Except(NodeFlag.Of(role).Select(flag => flag.Variable)));
        var flags = Enumerable.Range(0, command.Length / 2)
            .ToDictionary(pair => command[(2 * pair) + 1], pair => command[(2 * pair) + 2]);
        return new ComposeService(name, role, command, flags, environment);
    }

    private static RootCommand Root()
    {
        var root = new RootCommand();
        foreach (var command in NodeCommands.Create()) root.Add(command);
        return root;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Cluster.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests run inside the repository");
    }

    private sealed record ComposeService(
        string Name,
        NodeRole Role,
        string[] Command,
        IReadOnlyDictionary<string, string> Flags,
        IReadOnlyDictionary<string, string> Environment);
}
