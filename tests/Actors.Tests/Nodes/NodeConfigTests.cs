namespace Weft.Actors.Tests;

/// <summary>Flags over environment over file over sample, and what is said where one of them is wrong.</summary>
public sealed class NodeConfigTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Flags_win_over_the_environment_which_wins_over_the_file_which_wins_over_the_sample()
    {
        var file = "akka.remote.dot-netty.tcp { port = 3\n hostname = \"from-file\" }\nweft.node.drain-timeout = 3s";
        var sample = Compose([], [], null);
        Assert.Equal((4054, "127.0.0.1"), (sample.Port, sample.Hostname));
        Assert.Equal(["akka.tcp://weft@127.0.0.1:4053"], sample.Seeds);

        var withFile = Compose([], [], file);
        Assert.Equal((3, "from-file"), (withFile.Port, withFile.Hostname));
        Assert.Equal(TimeSpan.FromSeconds(3), withFile.Settings.DrainTimeout);

        var withEnvironment = Compose([], [("WEFT_PORT", "2")], file);
        Assert.Equal((2, "from-file"), (withEnvironment.Port, withEnvironment.Hostname));

        var withFlag = Compose([("--port", "1")], [("WEFT_PORT", "2"), ("WEFT_HOSTNAME", "from-environment")], file);
        Assert.Equal((1, "from-environment"), (withFlag.Port, withFlag.Hostname));

        Assert.Equal(TimeSpan.FromSeconds(20), sample.Settings.DrainTimeout);
    }

    [Fact]
    public void Settings_win_over_the_other_flags_of_their_layer_and_never_over_a_stronger_layer()
    {
        const string key = "akka.remote.dot-netty.tcp.port";
        Assert.Equal(7, Compose([("--port", "1"), ("--set", $"{key}=7")], [], null).Port);
        var both = new[] { ("WEFT_SET", $"{key}=8; weft.node.drain-timeout=1s"), ("WEFT_PORT", "2") };
        Assert.Equal(8, Compose([], both, null).Port);
        Assert.Equal(1, Compose([("--port", "1")], [("WEFT_SET", $"{key}=8")], null).Port);
        Assert.Equal(9, Compose([("--set", $"{key}=5"), ("--set", $"{key}=9")], [], null).Port);
    }

    [Fact]
    public void Lists_of_a_stronger_layer_replace_those_of_a_weaker_one()
    {
        var config = Compose(
            [("--seed", "one:4053"), ("--seed", "self"), ("--admit", "Mine")],
            [("WEFT_SEEDS", "three:1,four:2"), ("WEFT_ROLES", "partner, fast")],
            null);
        Assert.Equal(["one:4053", "self"], config.Seeds);
        Assert.Equal(["weft-worker", "partner", "fast"], config.Roles);
        Assert.Equal(["Mine"], config.Composed.GetStringList("weft.worker.admit"));
        var self = Akka.Actor.Address.Parse("akka.tcp://weft@me:5");
        Assert.Equal(
            ["akka.tcp://weft@one:4053", "akka.tcp://weft@me:5"], config.SeedsOf(self).Select(seed => seed.ToString()));
    }

    [Theory]
    [InlineData("--port", "ten", "--port (akka.remote.dot-netty.tcp.port) = ten: must be a port from 0 to 65535")]
    [InlineData("--threads", "0", "--threads (weft.worker.threads) = 0: must be a whole number from 1 on")]
    [InlineData("--set", "nothing", "--set = nothing: must be KEY=VALUE")]
    [InlineData("--memory-limit", "much", "weft.node.memory-limit = much: must be a whole number of bytes")]
    [InlineData("--seed", "nowhere", "akka.cluster.seed-nodes = nowhere: must be host:port")]
    [InlineData("--seed", "akka.tcp://other@host:1", "akka.cluster.seed-nodes = akka.tcp://other@host:1: must be")]
    [InlineData("--set", "akka.cluster.roles=[x]", "akka.cluster.roles = [x]: must contain weft-worker")]
    [InlineData("--set", "akka.cluster.seed-nodes=[]", "akka.cluster.seed-nodes = []: must name scheduler nodes")]
    [InlineData("--set", "akka.remote.dot-netty.tcp.port=x", "akka.remote.dot-netty.tcp.port = x: must be a port")]
    [InlineData("--set", "weft.node.join-timeout=never", "weft.node.join-timeout = never: must be a time")]
    [InlineData("--config", "/no/such/file.conf", "the configuration file '/no/such/file.conf' cannot be read")]
    public async Task A_wrong_setting_ends_the_node_with_code_2_and_a_line_that_names_it(
        string flag, string value, string line)
    {
        var (output, errors) = (new NodeLines(), new NodeLines());
        var code = await WeftNode.RunAsync(Options([(flag, value)], []), output, errors, CancellationToken.None);
        Assert.Equal(NodeExitCode.WrongSettings, code);
        Assert.StartsWith($"weft worker: {line}", Assert.Single(errors.All), StringComparison.Ordinal);
        Assert.Empty(output.All);
    }

    [Fact]
    public async Task A_wrong_variable_is_named_as_such_and_an_unknown_key_of_wefts_stops_the_start()
    {
        var errors = new NodeLines();
        var code = await WeftNode.RunAsync(
            Options([], [("WEFT_PORT", "-1")]), TextWriter.Null, errors, CancellationToken.None);
        Assert.Equal(NodeExitCode.WrongSettings, code);
        Assert.Contains("WEFT_PORT (akka.remote.dot-netty.tcp.port) = -1", Assert.Single(errors.All));

        code = await WeftNode.RunAsync(
            Options([("--port", "0"), ("--seed", "self"), ("--set", "weft.node.colour=red")], []),
            TextWriter.Null,
            errors,
            CancellationToken.None);
        Assert.Equal(NodeExitCode.WrongSettings, code);
        Assert.Contains("weft.node.colour = red: is not a key of Weft", errors.All[^1]);
    }

    [Fact]
    public async Task Tls_by_flags_is_tls_by_keys_and_without_a_certificate_nothing_starts()
    {
        (string, string)[] flags = [("--tls", "1"), ("--tls-key", "own.key"), ("--tls-authority", "ca.pem")];
        var config = Compose(flags, [("WEFT_TLS_CERTIFICATE", "own.pem")], null).Composed;
        Assert.True(config.GetBoolean("weft.tls.enabled"));
        Assert.Equal("own.pem", config.GetString("weft.tls.certificate"));
        Assert.Equal("own.key", config.GetString("weft.tls.key"));
        Assert.Equal(["ca.pem"], config.GetStringList("weft.tls.authorities"));

        var errors = new NodeLines();
        var code = await WeftNode.RunAsync(
            Options([("--tls", "1"), ("--port", "0"), ("--seed", "self")], []),
            TextWriter.Null,
            errors,
            CancellationToken.None);
        Assert.Equal(NodeExitCode.WrongSettings, code);
        Assert.Contains("weft.tls.certificate", Assert.Single(errors.All), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remoting_with_tls_that_asks_no_peer_for_a_certificate_is_refused_before_anything_listens()
    {
        if (TlsCheck.RemoteDefaults.HasPath("akka.remote.dot-netty.tcp.ssl.require-mutual-authentication")) return;
        var errors = new NodeLines();
        var code = await WeftNode.RunAsync(
            Options([("--seed", "self"), ("--set", "akka.remote.dot-netty.tcp.enable-ssl=on")], []),
            TextWriter.Null,
            errors,
            CancellationToken.None);
        Assert.Equal(NodeExitCode.WrongSettings, code);
        Assert.Contains("akka.remote.dot-netty.tcp.enable-ssl = on: this Akka asks no peer", Assert.Single(errors.All));
    }

    [Fact]
    public void A_file_that_is_no_hocon_is_refused_by_its_name()
    {
        File.WriteAllText(_file, "akka.loglevel =");
        var error = Assert.Throws<NodeException>(() => NodeConfig.Compose(Options([("--config", _file)], [])));
        Assert.Equal(NodeExitCode.WrongSettings, error.ExitCode);
        Assert.Contains(_file, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_node_that_comes_back_as_first_of_several_seeds_founds_no_cluster_while_others_may_have_one()
    {
        var config = Compose([("--port", "0"), ("--seed", "self"), ("--seed", "other:4053")], [], null);
        var again = config.ForSystem(4711, isFirstSeed: true);
        Assert.Equal(TimeSpan.FromDays(1), again.GetTimeSpan("akka.cluster.seed-node-timeout"));
        Assert.Equal(4711, again.GetInt("akka.remote.dot-netty.tcp.port"));
        Assert.Empty(again.GetStringList("akka.cluster.seed-nodes"));
    }

    [Fact]
    public void A_node_that_has_another_port_in_public_binds_its_own_again()
    {
        var config = Compose(
            [("--port", "4100"), ("--public-port", "5100"), ("--public-hostname", "far"), ("--seed", "self")],
            [],
            null);
        var again = config.ForSystem(5100, isFirstSeed: false);
        Assert.Equal(4100, again.GetInt("akka.remote.dot-netty.tcp.port"));
        Assert.Equal(5100, again.GetInt("akka.remote.dot-netty.tcp.public-port"));
        Assert.Equal("far", again.GetString("akka.remote.dot-netty.tcp.public-hostname"));

        // Akka passes over a key that it does not know: each that a flag sets must stand in its own reference.
        var keys = NodeFlag.Of(NodeRole.Worker).Select(flag => flag.Key);
        foreach (var key in keys.Where(key => key.StartsWith("akka.remote.", StringComparison.Ordinal)))
            Assert.True(TlsCheck.RemoteDefaults.HasPath(key), key);
    }

    [Fact]
    public void Every_flag_has_a_name_and_a_variable_of_its_own_and_stands_in_the_document()
    {
        var flags = NodeFlag.Of(NodeRole.Worker);
        Assert.Equal(flags.Count, flags.Select(flag => flag.Name).Distinct().Count());
        Assert.Equal(flags.Count, flags.Select(flag => flag.Variable).Distinct().Count());
        Assert.Empty(NodeFlag.Of(NodeRole.Scheduler).Except(flags));
        var document = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "nodes.md"));
        foreach (var flag in flags)
        {
            Assert.Contains($"`{flag.Name}", document);
            Assert.Contains($"`{flag.Variable}`", document);
            if (flag.Key.Length > 0) Assert.Contains(flag.Key, document);
        }
    }

    [Fact]
    public void Pauses_before_joining_again_double_up_to_the_longest()
    {
        var pauses = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(0, 5).Select(_ => pauses.Ended().TotalSeconds));
    }

    private NodeConfig Compose((string, string)[] flags, (string, string)[] variables, string? file)
    {
        if (file is null) return NodeConfig.Compose(Options(flags, variables));
        File.WriteAllText(_file, file);
        return NodeConfig.Compose(Options([.. flags, ("--config", _file)], variables));
    }

    private static NodeOptions Options((string Name, string Value)[] flags, (string Name, string Value)[] variables)
    {
        var known = NodeFlag.Of(NodeRole.Worker);
        return new NodeOptions
        {
            Role = NodeRole.Worker,
            Flags = NodeLayer.Typed(flags.GroupBy(flag => known.Single(each => each.Name == flag.Name)).ToDictionary(
                group => group.Key, group => (IReadOnlyList<string>)[.. group.Select(flag => flag.Value)])),
            Environment = NodeLayer.Environment(
                NodeRole.Worker, name => variables.FirstOrDefault(variable => variable.Name == name).Value),
        };
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Cluster.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests run inside the repository");
    }
}
