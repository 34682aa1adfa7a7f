using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Weft.Serialization;

namespace Weft.Runtime.Tests;

public sealed class WorkerProcessTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Fact]
    public async Task A_child_whose_input_ends_exits_by_itself()
    {
        await using var engine = new TcpEngine(new TcpEngineOptions());
        await using var scheduler = engine.Open("scheduler", new LinkRecorder(new TaskCompletionSource<string>()));
        var child = await ChildWorker.StartAsync(
            Command().ToStartInfo(Nothing), Settings(scheduler.Self), NullLogger.Instance, default);

        await child.DisposeAsync();

        Assert.Equal($"exit code {WorkerExit.ParentGone}", await child.Ended);
    }

    [Fact]
    public async Task A_child_whose_scheduler_is_gone_stops()
    {
        await using var engine = new TcpEngine(new TcpEngineOptions());
        var scheduler = engine.Open("scheduler", new LinkRecorder(new TaskCompletionSource<string>()));
        await using var child = await ChildWorker.StartAsync(
            Command().ToStartInfo(Nothing), Settings(scheduler.Self), NullLogger.Instance, default);

        await scheduler.DisposeAsync();

        Assert.Equal($"exit code {WorkerExit.Stopped}", await child.Ended.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_child_without_settings_says_so_and_exits()
    {
        using var process = Process.Start(Command().ToStartInfo(Nothing))!;
        await process.StandardInput.WriteLineAsync("not settings");

        var words = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(WorkerExit.BadSettings, process.ExitCode);
        Assert.Contains("one line of settings", words, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_only_begin_like_those_of_the_host_are_output_like_any_other()
    {
        Assert.False(WorkerSent.TryParse("weft-worker-sent to somebody", out _));
        Assert.False(WorkerReady.TryParse(WorkerReady.Prefix + "{", out _));
        Assert.True(WorkerSent.TryParse(WorkerSent.ToLine(new TransferTotals(1, 2, 3)), out var sent));
        Assert.Equal(new TransferTotals(1, 2, 3), sent);
    }

    [Fact]
    public void Settings_survive_their_line()
    {
        var settings = Settings(new PeerAddress("tcp://127.0.0.1:1/scheduler#0")) with
        {
            Serializers = ["dask", "msgpack"],
            Configure = ConfigureReference.From(static registry => registry.AllowType(typeof(Version))),
        };

        var line = settings.ToLine();

        Assert.DoesNotContain('\n', line);
        var back = WorkerSettings.Parse(line);
        Assert.Equal(settings.Token, back.Token);
        Assert.Equal(settings.Serializers, back.Serializers);
        Assert.Null(back.Deserializers);
        Assert.Equal(settings.Configure, back.Configure);
    }

    [Fact]
    public void What_configures_a_registry_must_be_callable_in_another_process()
    {
        var captured = typeof(Version);

        var error = Assert.Throws<ArgumentException>(
            () => ConfigureReference.From(registry => registry.AllowType(captured)));

        Assert.Contains("captures nothing", error.Message, StringComparison.Ordinal);
    }

    private static ChildCommand Command() => ChildCommand.For(typeof(WorkerProcessTests).Assembly);

    private static WorkerSettings Settings(PeerAddress scheduler) => new()
    {
        Token = new byte[32],
        Scheduler = scheduler.Value,
        Name = "worker",
        Threads = 1,
        Assemblies = [],
        Folders = [],
    };
}
