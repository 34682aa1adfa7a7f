using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime;

/// <summary>
/// A cluster on this machine: the scheduler and the clients in this process, the workers as child processes or in this
/// process too. Children are watched by their exit and the end of their connections; they end with this process in
/// whatever way it ends. Safe for any thread.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private static readonly TimeSpan RegistrationPoll = TimeSpan.FromMilliseconds(5);

    private readonly LocalClusterOptions _options;
    private readonly byte[] _token = RandomNumberGenerator.GetBytes(32);
    private readonly TcpNeighbours _neighbours = new();
    private readonly WeftSerializer _serializer;
    private readonly AssemblyCodeSource _code;
    private readonly ILogger _logger;
    private readonly ChildCommand? _command;
    private readonly IReadOnlyList<string> _folders;
    private readonly IEngine _engine;
    private readonly SchedulerRole _scheduler;
    private readonly List<TcpEngine> _clientEngines = [];
    private readonly WorkerSlot[] _slots;
    private int _disposed;

    private LocalCluster(LocalClusterOptions options, Assembly caller)
    {
        _options = options;
        _logger = options.Loggers.CreateLogger("Weft.LocalCluster");
        options.Configure?.Invoke(options.Registry);
        _code = new AssemblyCodeSource(CodePolicy.Admit([caller.GetName().Name!, .. options.Assemblies]));
        _serializer = new WeftSerializer(options.Registry, new WeftSerializerOptions { CodeSource = _code });
        CheckFamilies(_serializer, options.Serializers);
        var program = options.Program
            ?? (ChildCommand.IsProgram(caller) ? caller : Assembly.GetEntryAssembly() ?? caller);
        _folders = FoldersOf(program, caller);
        if (options.Processes) _command = ChildCommand.For(program);
        _engine = options.Processes
            ? new TcpEngine(Terms(new TcpEngineOptions { DecodeValues = false }))
            : new InProcessEngine();
        _scheduler = SchedulerRole.Start(
            _engine, new SchedulerMachine(options.Scheduler, Random.Shared.Next()), Logger("scheduler"));
        _slots = new WorkerSlot[options.Workers];
        for (var index = 0; index < _slots.Length; index++)
        {
            _slots[index] = new WorkerSlot(
                $"worker-{index + 1}", StartWorkerAsync, options.RestartWorkers, _logger);
        }
    }

    /// <summary>The address of the scheduler.</summary>
    public PeerAddress SchedulerAddress => _scheduler.Address;

    internal ReadOnlyMemory<byte> Token => _token;

    /// <summary>The workers that are there now, by name. One that just ended is missing until replaced.</summary>
    public IReadOnlyList<LocalWorker> Workers =>
        [.. _slots.Select(slot => slot.Current).OfType<LocalWorker>()];

    /// <summary>
    /// Starts scheduler and workers; completes when every worker has registered. Functions of the calling assembly, and
    /// of those that the options name, may run on the workers.
    /// </summary>
    /// <exception cref="ArgumentException">The options name a family that is not registered.</exception>
    /// <exception cref="InvalidOperationException">A worker could not be started; the message says why.</exception>
    /// <exception cref="TimeoutException">Longer than <see cref="LocalClusterOptions.StartTimeout"/>.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Task<LocalCluster> StartAsync(
        LocalClusterOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        // Here and not in an async method, whose caller would be the runtime.
        return StartAsync(options, Assembly.GetCallingAssembly(), cancellation);
    }

    /// <summary>
    /// A client of this cluster, ready for use. It uses the cluster's registry, and makes functions of values by the
    /// cluster's code policy, unless its options bring a serializer of their own. It is the caller's to dispose.
    /// </summary>
    public async Task<Client> ConnectAsync(
        ClientOptions? options = null, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        options ??= new ClientOptions();
        if (ReferenceEquals(options.Serializer, WeftSerializer.Default))
            options = options with { Serializer = _serializer };
        CheckFamilies(options.Serializer, options.Serializers);
        var encoder = new TaskCallEncoder(options.Serializer, options.Serializers, Logger("client"));
        return await ClientRole.ConnectAsync(
            OpenEngine(options),
            SchedulerAddress,
            new ClientMachineOptions { Seed = Random.Shared.Next() },
            encoder,
            options,
            cancellation).ConfigureAwait(false);
    }

    /// <summary>What the scheduler knows, after all that has reached it before this call.</summary>
    public Task<SchedulerSnapshot> SnapshotAsync(CancellationToken cancellation = default) =>
        _scheduler.SnapshotAsync(cancellation);

    /// <summary>
    /// The bytes that all roles have sent so far, by kind: the scheduler's, the clients' and those of the workers that
    /// are there now. Nothing is sent where all roles are in one process.
    /// </summary>
    public async Task<TransferTotals> CountersAsync(CancellationToken cancellation = default)
    {
        var sum = (_engine as TcpEngine)?.Sent ?? default;
        lock (_clientEngines)
        {
            foreach (var engine in _clientEngines) sum += engine.Sent;
        }
        foreach (var slot in _slots) sum += await slot.SentAsync(cancellation).ConfigureAwait(false);
        return sum;
    }

    /// <summary>Ends workers and scheduler and waits until every child process has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await Task.WhenAll(_slots.Select(slot => slot.DisposeAsync().AsTask())).ConfigureAwait(false);
        await _scheduler.DisposeAsync().ConfigureAwait(false);
        await _engine.DisposeAsync().ConfigureAwait(false);
        TcpEngine[] engines;
        lock (_clientEngines) engines = [.. _clientEngines];
        foreach (var engine in engines) await engine.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<LocalCluster> StartAsync(
        LocalClusterOptions options, Assembly caller, CancellationToken cancellation)
    {
        var cluster = new LocalCluster(options, caller);
        try
        {
            await cluster.WaitForWorkersAsync(cancellation).WaitAsync(options.StartTimeout, cancellation)
                .ConfigureAwait(false);
            return cluster;
        }
        catch (TimeoutException)
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw new TimeoutException(
                $"{options.Workers} workers were not all there within {options.StartTimeout.TotalSeconds} s " +
                "(LocalClusterOptions.StartTimeout)");
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task WaitForWorkersAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(_slots.Select(slot => slot.Started)).ConfigureAwait(false);
        while (Volatile.Read(ref _disposed) == 0)
        {
            var snapshot = await SnapshotAsync(cancellation).ConfigureAwait(false);
            if (snapshot.Workers.Count >= _slots.Length) return;
            await Task.Delay(RegistrationPoll, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<IRunningWorker> StartWorkerAsync(string name, CancellationToken cancellation)
    {
        if (_command is null) return new InProcessWorker(Setup(name).Start(_engine));
        var settings = new WorkerSettings
        {
            Token = _token,
            Scheduler = SchedulerAddress.Value,
            Name = name,
            Threads = _options.ThreadsPerWorker,
            Assemblies = _code.Policy.Assemblies,
            Folders = _folders,
            Serializers = _options.Serializers,
            Deserializers = _options.Deserializers,
            Configure = _options.Configure is { } configure ? ConfigureReference.From(configure) : null,
        };
        return await ChildWorker.StartAsync(
            _command.ToStartInfo(_options.Environment), settings, Logger(name), cancellation).ConfigureAwait(false);
    }

    private WorkerSetup Setup(string name) => new()
    {
        Name = name,
        Scheduler = SchedulerAddress,
        Threads = _options.ThreadsPerWorker,
        Code = _code,
        Serializer = _serializer,
        Serializers = _options.Serializers,
        Deserializers = _options.Deserializers,
        Logger = Logger(name),
    };

    internal IEngine OpenEngine(ClientOptions options)
    {
        if (_command is null) return _engine;
        var engine = new TcpEngine(Terms(new TcpEngineOptions
        {
            Serializer = options.Serializer,
            Serializers = options.Serializers,
            Deserializers = options.Deserializers ?? options.Serializers,
            Scheduler = SchedulerAddress,
        }));
        lock (_clientEngines) _clientEngines.Add(engine);
        return engine;
    }

    private TcpEngineOptions Terms(TcpEngineOptions options) =>
        options with { Token = _token, Neighbours = _neighbours, Logger = Logger("connections") };

    // An unknown family is the caller's mistake: found later, it would end the role that is about to encode.
    private static void CheckFamilies(WeftSerializer serializer, IReadOnlyList<string>? families) =>
        _ = new WeftSerializer(serializer.Registry, new WeftSerializerOptions { Serializers = families });

    private ILogger Logger(string role) => _options.Loggers.CreateLogger($"Weft.{role}");

    private static string[] FoldersOf(params Assembly[] assemblies) =>
        [.. assemblies.Select(each => Path.GetDirectoryName(each.Location)).OfType<string>().Distinct()];
}
