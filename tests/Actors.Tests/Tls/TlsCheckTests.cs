using System.Net;
using System.Net.Sockets;
using Akka.Configuration;
using Weft.Transport;

namespace Weft.Actors.Tests;

public sealed class TlsCheckTests
{
    private const string Tcp = "akka.remote.dot-netty.tcp";

    private static readonly Config Mutual = ConfigurationFactory.ParseString(
        $"{Tcp}.ssl.require-mutual-authentication = true");

    private static readonly Config NotMutual = ConfigurationFactory.ParseString(
        $"{Tcp}.ssl.suppress-validation = false");

    [Fact]
    public async Task A_system_with_TLS_of_an_Akka_that_asks_no_peer_for_a_certificate_does_not_start()
    {
        using var node = new TlsNode();
        var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var endPoint = (IPEndPoint)free.LocalEndpoint;
        free.Stop();
        var tls =
            $$"""
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            {{Tcp}} {
              port = {{endPoint.Port}}
              enable-ssl = on
              ssl.certificate { path = "{{node.Folder}}/node.pfx", password = "" }
              ssl.require-mutual-authentication = on
            }
            """;
        if (TlsCheck.RemoteDefaults.HasPath($"{Tcp}.ssl.require-mutual-authentication"))
        {
            using var system = TlsNode.Start("mutual", tls);
            return;
        }
        var error = Assert.Throws<ConfigurationException>(() => TlsNode.Start("refused", tls));
        Assert.Contains($"{Tcp}.enable-ssl = on", error.Message, StringComparison.Ordinal);
        Assert.Contains("1.5.52", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        await ListensNoMoreAsync(endPoint);
    }

    [Theory]
    [InlineData("enable-ssl = off", false, null)]
    [InlineData("port = 0", false, null)]
    [InlineData("enable-ssl = on", false, "enable-ssl = on")]
    // Written by the user, the key does not make an old Akka heed it.
    [InlineData("enable-ssl = on, ssl.require-mutual-authentication = on", false, "enable-ssl = on")]
    [InlineData("enable-ssl = on", true, null)]
    [InlineData("enable-ssl = on, ssl.require-mutual-authentication = on", true, null)]
    [InlineData("enable-ssl = on, ssl.require-mutual-authentication = off", true, "mutual-authentication = off")]
    [InlineData("enable-ssl = on, ssl.suppress-validation = on", true, "suppress-validation = on")]
    public void What_Akkas_own_reference_knows_decides_whether_remoting_may_have_TLS(
        string keys, bool knowsMutual, string? refused)
    {
        var defaults = knowsMutual ? Mutual : NotMutual;
        var config = ConfigurationFactory.ParseString($"{Tcp} {{ {keys} }}").WithFallback(defaults);
        var error = Record.Exception(() => TlsCheck.RequireMutualRemoting(config, defaults));
        if (refused is null) Assert.Null(error);
        else Assert.Contains(refused, Assert.IsType<ConfigurationException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Akkas_own_reference_is_found() =>
        Assert.True(TlsCheck.RemoteDefaults.HasPath($"{Tcp}.ssl.suppress-validation"));

    [Theory]
    [InlineData("hostname = 127.0.0.1", "", false, null)]
    [InlineData("hostname = 127.9.9.9", "", false, null)]
    [InlineData("hostname = \"::1\"", "", false, null)]
    [InlineData("hostname = near", "", false, null)]
    [InlineData("hostname = \"\"", "", false, "hostname = 0.0.0.0")]
    [InlineData("port = 1", "", false, "hostname = 0.0.0.0")]
    [InlineData("hostname = 0.0.0.0", "", false, "hostname = 0.0.0.0")]
    [InlineData("hostname = \"::\"", "", false, "hostname = ::")]
    [InlineData("hostname = 10.1.2.3", "", false, "hostname = 10.1.2.3")]
    [InlineData("hostname = far", "", false, "hostname = far")]
    [InlineData("hostname = both", "", false, "hostname = both")]
    [InlineData("hostname = unknown", "", false, "hostname = unknown")]
    // Data connections are accepted where others are told to come, unless they have a host of their own.
    [InlineData("hostname = 127.0.0.1, public-hostname = far", "", false, "hostname = far")]
    [InlineData("hostname = 127.0.0.1, public-hostname = far", "127.0.0.1", false, null)]
    [InlineData("hostname = 127.0.0.1", "10.1.2.3", false, "weft.bulk.hostname = 10.1.2.3")]
    [InlineData("hostname = 127.0.0.1", "10.1.2.3", true, null)]
    [InlineData("hostname = 10.1.2.3", "", true, "hostname = 10.1.2.3")]
    [InlineData("hostname = 10.1.2.3, enable-ssl = on", "", false, "hostname = 10.1.2.3")]
    [InlineData("hostname = 10.1.2.3, enable-ssl = on", "", true, null)]
    public void Tasks_on_a_network_need_TLS_on_both_ways(string keys, string bulkHost, bool dataTls, string? refused)
    {
        var config = ConfigurationFactory.ParseString($"{Tcp} {{ {keys} }}");
        using var node = new TlsNode();
        var tls = new TlsSettings(dataTls ? new TlsOptions(() => throw new InvalidOperationException()) : null, false);
        void Check(TlsSettings settings) => TlsCheck.RequireForTaskExecution(config, settings, bulkHost, Resolve);
        var error = Record.Exception(() => Check(tls));
        Check(tls with { AllowsPlainNetwork = true });
        if (refused is null)
        {
            Assert.Null(error);
            return;
        }
        var said = Assert.IsType<ConfigurationException>(error).Message;
        Assert.Contains(refused, said, StringComparison.Ordinal);
        Assert.Contains("weft.tls.allow-plain-network = on", said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    [Theory]
    [InlineData("")]
    [InlineData("akka.actor.provider = local")]
    public void A_system_on_loopback_or_without_remoting_may_run_tasks(string extra)
    {
        using var system = TlsNode.Start("loopback", extra);
        TlsCheck.RequireForTaskExecution(system);
    }

    [Theory]
    [InlineData("StartScheduler")]
    [InlineData("StartWorker")]
    [InlineData("JoinAsScheduler")]
    [InlineData("JoinAsWorker")]
    public void No_role_that_runs_tasks_starts_where_others_reach_it_without_TLS(string entry)
    {
        const string open = "hostname = \"0.0.0.0\", public-hostname = \"127.0.0.1\"";
        var error = Assert.Throws<ConfigurationException>(() => StartRole(entry, open, ""));
        Assert.Contains($"{Tcp}.hostname = 0.0.0.0", error.Message, StringComparison.Ordinal);
        Assert.True(StartRole(entry, open, "weft.tls.allow-plain-network = on"));
        Assert.True(StartRole(entry, "hostname = \"127.0.0.1\"", ""));
    }

    [Theory]
    [InlineData("hostname = 0.0.0.0", "", "akka.remote.dot-netty.tcp.hostname = 0.0.0.0")]
    [InlineData("hostname = 127.0.0.1", "weft.bulk.hostname = 0.0.0.0", "weft.bulk.hostname = 0.0.0.0")]
    [InlineData("hostname = 0.0.0.0", "weft.tls.allow-plain-network = on", null)]
    [InlineData("hostname = 127.0.0.1", "", null)]
    [InlineData("hostname = 127.0.0.1", "weft.tls.enabled = on", "weft.tls.certificate")]
    public void A_configuration_is_judged_before_there_is_a_system(string keys, string extra, string? refused)
    {
        var config = ConfigurationFactory.ParseString($"{Tcp} {{ {keys} }}\n{extra}")
            .WithFallback(WeftConfig.Reference);
        var error = Record.Exception(() => TlsCheck.RequireForTaskExecution(config));
        if (refused is null) Assert.Null(error);
        else Assert.Contains(refused, Assert.IsType<ConfigurationException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_for_TLS_names_keys_that_exist_and_is_refused_where_Akka_is_too_old()
    {
        var sample = ConfigurationFactory.ParseString(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "tls.conf")));
        foreach (var (name, _) in sample.GetConfig("weft.tls").AsEnumerable())
            Assert.True(WeftConfig.Reference.HasPath($"weft.tls.{name}"), name);
        TlsCheck.RequireMutualRemoting(sample, Mutual);
        Assert.Throws<ConfigurationException>(() => TlsCheck.RequireMutualRemoting(sample, NotMutual));
    }

    private static bool StartRole(string entry, string keys, string extra)
    {
        using var system = TlsNode.Start(
            "weft",
            $$"""
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.actor.provider = cluster
            akka.cluster.roles = [weft-scheduler, weft-worker]
            {{Tcp}} { {{keys}} }
            {{extra}}
            """);
        _ = entry switch
        {
            "StartScheduler" => WeftRoles.StartScheduler(system),
            "StartWorker" => WeftRoles.StartWorker(system, system.DeadLetters, new WorkerActorOptions()),
            "JoinAsScheduler" => WeftRoles.JoinAsScheduler(system),
            _ => WeftRoles.JoinAsWorker(system),
        };
        return true;
    }

    private static IPAddress[] Resolve(string host) => host switch
    {
        "near" => [IPAddress.Loopback, IPAddress.IPv6Loopback],
        "both" => [IPAddress.Loopback, IPAddress.Parse("10.1.2.3")],
        "far" => [IPAddress.Parse("192.0.2.1")],
        _ => throw new SocketException((int)SocketError.HostNotFound),
    };

    // The system ends by itself, a moment after its start has failed.
    private static async Task ListensNoMoreAsync(IPEndPoint endPoint)
    {
        for (var wait = 0; wait < 200; wait++)
        {
            using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(endPoint);
            }
            catch (SocketException)
            {
                return;
            }
            await Task.Delay(100);
        }
        Assert.Fail($"{endPoint} still listens");
    }
}
