using System.Text;
using Weft.Serialization;

namespace Weft.Runtime.Tests.Hostile;

/// <summary>
/// Clients and strangers that break the rules, against a cluster of child processes: each is told clearly what was
/// wrong, nothing of what they wanted is run or allocated, and the same cluster goes on computing.
/// </summary>
public sealed class HostileInputTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>, IAsyncLifetime
{
    private const long MemoryBytesMax = 64L << 20;
    private const byte MessageKind = 1;
    private const byte OpenKind = 2;
    private const byte GrantKind = 3;
    private static readonly string WorkersAssembly = typeof(HostileInputTests).Assembly.GetName().Name!;
    private readonly string _evidence = Path.Combine(Path.GetTempPath(), $"weft-hostile-{Guid.NewGuid():n}");
    private readonly PeerAddress[] _addresses = [.. fixture.Cluster.Workers.Select(worker => worker.Address)];

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>After each test: nothing was run, the same workers are there, and they compute.</summary>
    public async Task DisposeAsync()
    {
        Assert.False(Directory.Exists(_evidence), "the function was run");
        Assert.Equal(_addresses, fixture.Cluster.Workers.Select(worker => worker.Address));
        foreach (var address in _addresses)
        {
            var on = new SubmitOptions { Workers = [address] };
            using var sum = fixture.Client.Submit(WorkerFunctions.Sum, new[] { 1.0, 2.0, 39.5 }, on);
            Assert.Equal(42.5, await sum.ResultAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        }
    }

    [Fact]
    public async Task A_type_that_is_not_allowed_on_the_worker_is_refused_by_name()
    {
        // The client's own policy allows the type; the worker's does not.
        var registry = new SerializerRegistry();
        registry.AllowType(typeof(PrivateShape));
        await using var client = await Connect(new ClientOptions { Serializer = new WeftSerializer(registry) });
        using var refused = client.Submit(Leave, new PrivateShape { Width = 1 }, _evidence);

        var error = await Refused<DeserializationRefusedException>(refused.ResultAsync());

        Assert.Contains(typeof(PrivateShape).FullName!, error.Message, StringComparison.Ordinal);
        Assert.Contains("allow", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_result_whose_type_is_not_allowed_does_not_leave_the_worker_and_is_named()
    {
        using var closed = fixture.Client.Submit(WorkerFunctions.MakeClosed, 7);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => closed.ResultAsync());

        Assert.Contains(nameof(WorkerFunctions.Closed), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_family_that_workers_do_not_know_is_refused_by_name()
    {
        await using var client = await Connect(new ClientOptions
        {
            Serializer = new WeftSerializer(WithFamily("cuda", new Payload(Header.Empty, new byte[8]))),
            Serializers = ["cuda", "pickle"],
        });
        using var refused = client.Submit(LeaveNumber, 7, _evidence);

        // This client accepts what it writes, and exceptions are of the family 'dask': their words are taken.
        var submitted = await Assert.ThrowsAsync<TaskFailedException>(() => refused.ResultAsync());
        var scattered = await Assert.ThrowsAsync<ScatterFailedException>(() => client.ScatterAsync(7));

        foreach (var error in new Exception[] { submitted, scattered })
        {
            Assert.Contains("'cuda'", error.Message, StringComparison.Ordinal);
            Assert.Contains("dask, error, msgpack, pickle", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(typeof(DeserializationRefusedException).FullName, submitted.RemoteTypeName);
        Assert.Equal(typeof(DeserializationRefusedException).FullName, scattered.RemoteTypeName);
    }

    [Fact]
    public async Task A_truncated_frame_is_refused_with_what_was_expected_and_what_came()
    {
        await using var client = await Connect(Lies.CutShort(bytes: 3));
        using var refused = client.Submit(LeaveArray, WorkerFunctions.Ramp(1000), _evidence);

        var error = await Refused<WireFormatException>(refused.ResultAsync());

        Assert.Contains("8000", error.Message.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("7997", error.Message.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scattered_value_whose_frame_is_truncated_is_refused_by_the_worker()
    {
        var whole = WeftSerializer.Default.Serialize(WorkerFunctions.Ramp(100_000));
        var cut = new Payload(whole.Header, whole.Frames[0][..799_997]);
        await using var client = await Connect(new ClientOptions
        {
            Serializer = new WeftSerializer(WithFamily("dask", cut)),
        });

        var error = await Assert.ThrowsAsync<ScatterFailedException>(
            () => client.ScatterAsync(WorkerFunctions.Ramp(1)));

        Assert.Equal(typeof(WireFormatException).FullName, error.RemoteTypeName);
        Assert.Contains("799997", error.Message.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_lies_about_its_lengths_is_refused_and_nothing_is_allocated_for_it()
    {
        // 70,001 doubles are sent; their header says 2,000,000,000, which would be 16 GB.
        await using var client = await Connect(Lies.Declares(truth: 70_001, lie: 2_000_000_000));
        var before = await PeakBytes();
        using var refused = client.Submit(LeaveArray, WorkerFunctions.Ramp(70_001), _evidence);

        var error = await Refused<WireFormatException>(refused.ResultAsync());

        var message = error.Message.Replace(",", "", StringComparison.Ordinal);
        Assert.Contains("2000000000", message, StringComparison.Ordinal);
        Assert.Contains("560008", message, StringComparison.Ordinal);
        Assert.InRange(await PeakBytes() - before, long.MinValue, MemoryBytesMax);
    }

    [Fact]
    public async Task A_function_that_the_policy_does_not_admit_is_refused_by_name_and_not_run()
    {
        using var refused = fixture.Client.Submit(Directory.CreateDirectory, _evidence);

        var error = await Refused<CodeRefusedException>(refused.ResultAsync());

        Assert.Contains("System.Private.CoreLib", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{WorkersAssembly}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("LocalClusterOptions.Assemblies", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_of_another_build_is_refused_with_both_ids_and_not_run()
    {
        await using var client = await Connect(new OtherBuildEncoder());
        using var refused = client.Submit(LeaveNumber, 1, _evidence);

        var error = await Refused<CodeRefusedException>(refused.ResultAsync());

        Assert.Contains($"'{WorkersAssembly}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(OtherBuildEncoder.Here.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(OtherBuildEncoder.Other.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains("deploy the same build", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_without_the_token_is_told_so_and_reaches_neither_scheduler_nor_worker()
    {
        foreach (var address in EveryListener())
        {
            var lost = new TaskCompletionSource<string>();
            await using var engine = new TcpEngine(new TcpEngineOptions { Token = new byte[32] });
            await using var link = engine.Open("stranger", new LinkRecorder(lost));

            link.Send(address, new Tasks.ClientToScheduler.RegisterClient("stranger"));

            var reason = await lost.Task.WaitAsync(TimeSpan.FromSeconds(5));
            Assert.Contains("does not accept this node's token", reason, StringComparison.Ordinal);
        }

        Assert.Equal(1, (await fixture.Cluster.SnapshotAsync()).Clients);
    }

    [Fact]
    public void A_stranger_is_closed_without_a_word_before_anything_is_parsed()
    {
        var wrong = fixture.Cluster.Token.ToArray();
        wrong[31] ^= 1;
        foreach (var address in EveryListener())
        {
            // A request of another protocol; noise; one bit of the token wrong and a hello of 4 GB behind it.
            foreach (byte[] words in new[]
                     {
                         Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: weft\r\n\r\n"), Noise(),
                         [.. RawPeer.Preamble(wrong), 0xff, 0xff, 0xff, 0xff],
                     })
            {
                using var stranger = new RawPeer(address);
                stranger.Say(words);
                Assert.Equal("", stranger.HearToTheEnd());
            }
        }
    }

    [Fact]
    public void A_peer_with_the_token_that_declares_too_much_is_told_the_limit()
    {
        foreach (var address in EveryListener())
        {
            // One that has not yet said who it is hears no reason; it is closed before a byte of its hello comes.
            using var greeter = new RawPeer(address);
            greeter.Say([.. RawPeer.Preamble(fixture.Cluster.Token.Span), .. RawPeer.Number(1 << 30)]);
            greeter.HearToTheEnd();

            using var sender = Greeted(address);
            sender.Say(RawPeer.Piece(MessageKind, 0, uint.MaxValue));
            Assert.Contains(
                "4,294,967,295 bytes; the limit is 1,048,576", sender.HearToTheEnd(), StringComparison.Ordinal);

            using var liar = Greeted(address);
            liar.Say(RawPeer.Piece(MessageKind, 0, 8, 0x92, 0xc4, 0, 0xdd, 0x7f, 0xff, 0xff, 0xff));
            Assert.Contains("2147483647", liar.HearToTheEnd(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Frames_that_are_declared_and_never_sent_take_no_memory_and_their_credit_comes_back()
    {
        // A node grants 4 GiB at once (Limits.BytesInFlightMax): without its return the fifth peer would wait.
        var before = await PeakBytes();
        for (int round = 0; round < 2; round++)
        {
            var peers = new List<RawPeer>();
            for (uint transfer = 1; transfer <= 3; transfer++)
            {
                var peer = Greeted(_addresses[0]);
                peer.Say(OpenGibibyte(transfer));
                Assert.Equal((GrantKind, transfer), peer.HearPiece());
                peers.Add(peer);
            }

            foreach (var peer in peers) peer.Dispose();
        }

        Assert.InRange(await PeakBytes() - before, long.MinValue, MemoryBytesMax);
    }

    private IEnumerable<PeerAddress> EveryListener() => [fixture.Cluster.SchedulerAddress, .. _addresses];

    private RawPeer Greeted(PeerAddress address)
    {
        var peer = new RawPeer(address);
        peer.Say([.. RawPeer.Preamble(fixture.Cluster.Token.Span), .. RawPeer.Hello()]);
        peer.HearGreeting();
        return peer;
    }

    // Opens a transfer of 2^27 doubles, which is within the limits.
    private static byte[] OpenGibibyte(uint transfer)
    {
        var header = WeftSerializer.Default.Serialize(new double[1 << 16]).Header.Encoded.ToArray();
        var length = header.AsSpan().IndexOf<byte>([0xce, 0, 1, 0, 0]);
        Assert.True(length > 0);
        RawPeer.Number(1 << 27).CopyTo(header, length + 1);
        byte[] value = [0x92, 0xc4, (byte)header.Length, .. header, 0x91, 0xce, .. RawPeer.Number(1 << 30)];
        return RawPeer.Piece(OpenKind, transfer, (uint)value.Length + 4, [0x92, 0xc4, 0, 0x91, .. value]);
    }

    private static byte[] Noise()
    {
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        return noise;
    }

    // The most memory that any worker has held so far; it never falls.
    private async Task<long> PeakBytes()
    {
        long most = 0;
        foreach (var address in _addresses)
        {
            using var peak = fixture.Client.Submit(WorkerPeakBytes, new SubmitOptions { Workers = [address] });
            most = Math.Max(most, await peak);
        }

        return most;
    }

    private Task<Client> Connect(ClientOptions options) => fixture.Cluster.ConnectAsync(options);

    private Task<Client> Connect(ITaskCallEncoder encoder) => ClientRole.ConnectAsync(
        fixture.Cluster.OpenEngine(new ClientOptions()), fixture.Cluster.SchedulerAddress, new(), encoder,
        new ClientOptions(), default);

    // At the caller: the worker's refusal with its words, as its own type where Weft shows that type to users.
    private static async Task<Exception> Refused<T>(Task result)
        where T : Exception
    {
        if (typeof(T).IsPublic) return await Assert.ThrowsAsync<T>(() => result);
        var error = await Assert.ThrowsAsync<TaskFailedException>(() => result);
        Assert.Equal(typeof(T).FullName, error.RemoteTypeName);
        return error;
    }

    private static long WorkerPeakBytes()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static int Leave(PrivateShape shape, string evidence) => LeaveNumber((int)shape.Width, evidence);

    private static int LeaveArray(double[] values, string evidence) => LeaveNumber(values.Length, evidence);

    private static int LeaveNumber(int number, string evidence)
    {
        Directory.CreateDirectory(evidence);
        return number;
    }

    private static SerializerRegistry WithFamily(string name, Payload payload)
    {
        var registry = new SerializerRegistry();
        registry.RegisterFamily(name, (value, context) => value is string ? null : payload, (header, frames) => null);
        return registry;
    }
}
