using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>
/// A child worker from within: reads its settings from standard input, opens its link, says so in one line on standard
/// output, and works until the scheduler stops it or its standard input ends, which means that the parent is gone.
/// </summary>
public static class WorkerProcess
{
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(2);

    // The parent's end of the pipe, whatever users' functions make of the console.
    private static readonly Stream Output = Console.OpenStandardOutput();

    private static volatile TcpEngine? s_engine;

    /// <summary>The whole life of the process.</summary>
    /// <param name="args">None: what a worker is told is a secret and comes over the pipe.</param>
    /// <returns>The exit code, one of <see cref="WorkerExit"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var input = new StreamReader(Console.OpenStandardInput());
        WorkerSettings settings;
        try
        {
            var line = await input.ReadLineAsync(CancellationToken.None).ConfigureAwait(false);
            if (line is null) return WorkerExit.ParentGone;
            settings = WorkerSettings.Parse(line);
            Prepare(settings);
        }
        catch (Exception error)
        {
            var hint = error is JsonException
                ? "expected one line of settings on standard input; LocalCluster starts workers, not a person"
                : "the worker's settings or LocalClusterOptions.Configure";
            await Console.Error.WriteLineAsync($"{hint}: {error}").ConfigureAwait(false);
            return WorkerExit.BadSettings;
        }
        WatchParent(input);
        return await WorkAsync(settings).ConfigureAwait(false);
    }

    private static void Prepare(WorkerSettings settings)
    {
        // What users' functions read from the console must not be the parent's pipe.
        Console.SetIn(TextReader.Null);
        AssemblyLoadContext.Default.Resolving += (context, name) => FindIn(settings.Folders, context, name);
        settings.Configure?.Apply(SerializerRegistry.Default);
        // Families that only the parent's registry knows must be found missing now, not when a value is to be encoded.
        _ = new WeftSerializer(
            SerializerRegistry.Default, new WeftSerializerOptions { Serializers = settings.Serializers });
    }

    private static Assembly? FindIn(IReadOnlyList<string> folders, AssemblyLoadContext context, AssemblyName name)
    {
        foreach (var folder in folders)
        {
            var file = Path.Combine(folder, name.Name + ".dll");
            if (File.Exists(file)) return context.LoadFromAssemblyPath(file);
        }
        return null;
    }

    private static async Task<int> WorkAsync(WorkerSettings settings)
    {
        var logger = new StandardErrorLogger();
        var code = new AssemblyCodeSource(CodePolicy.Admit(settings.Assemblies));
        // What a function returns is the client's to accept or refuse: a worker encodes it unless it is denied.
        var serializer = new WeftSerializer(
            SerializerRegistry.Default,
            new WeftSerializerOptions
            {
                TypePolicy = SerializerRegistry.Default.Types.EncodeUnlisted(),
                CodeSource = code,
            });
        var scheduler = new PeerAddress(settings.Scheduler);
        await using var engine = new TcpEngine(new TcpEngineOptions
        {
            Serializer = serializer,
            Serializers = settings.Serializers,
            Deserializers = settings.Deserializers,
            Token = settings.Token,
            Scheduler = scheduler,
            Logger = logger,
        });
        var setup = new WorkerSetup
        {
            Name = settings.Name,
            Scheduler = scheduler,
            Threads = settings.Threads,
            Code = code,
            Serializer = serializer,
            Serializers = settings.Serializers,
            Deserializers = settings.Deserializers,
            Logger = logger,
        };
        await using var worker = setup.Start(engine);
        s_engine = engine;
        var ready = new WorkerReady(worker.Address.Value, Environment.ProcessId);
        Tell(ready.ToLine());
        await worker.Stopped.ConfigureAwait(false);
        return WorkerExit.Stopped;
    }

    // On a thread of its own, so that a process whose pool is busy or stuck ends all the same.
    private static void WatchParent(StreamReader input)
    {
        var thread = new Thread(() =>
        {
            try
            {
                while (input.ReadLine() is { } line)
                {
                    if (line != WorkerSent.Question) continue;
                    Tell(WorkerSent.ToLine(s_engine?.Sent ?? default));
                }
            }
            catch (IOException)
            {
                // A broken pipe is an end like any other.
            }
            End();
        })
        { IsBackground = true, Name = "weft parent watch" };
        thread.Start();
    }

    // In one piece and on a line of its own, also where a function has left one without an end.
    private static void Tell(string line)
    {
        var bytes = Encoding.UTF8.GetBytes($"\n{line}\n");
        lock (Output)
        {
            Output.Write(bytes);
            Output.Flush();
        }
    }

    private static void End()
    {
        var last = new Thread(() =>
        {
            // Handlers of the process's exit may hang; nothing may keep an orphan alive.
            Thread.Sleep(ExitGrace);
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        })
        { IsBackground = true, Name = "weft last word" };
        last.Start();
        Environment.Exit(WorkerExit.ParentGone);
    }
}
