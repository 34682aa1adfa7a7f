using System.Collections.Concurrent;

namespace Weft.Serialization.Tests;

public class RegistrationStressTests
{
    /// <summary>
    /// Four threads register whatever can be registered while four others encode and decode: every call sees a whole
    /// registry, and in the end nothing that was registered is missing.
    /// </summary>
    [Fact]
    public void Registering_from_any_thread_at_any_time_disturbs_no_call_and_loses_nothing()
    {
        const int rounds = 150;
        var registry = new SerializerRegistry();
        registry.RegisterFamily("own", v => v is Subject ? new Payload(Header.Empty) : null, (_, _) => new Subject());
        var weft = new WeftSerializer(registry);
        var failures = new ConcurrentQueue<Exception>();
        int lazy = 0;
        using var stop = new CancellationTokenSource();
        var callers = Start(4, failures, _ =>
        {
            var options = new SerializeOptions { Serializers = ["dask", "own", "pickle"], OnError = OnError.Raise };
            while (!stop.IsCancellationRequested)
            {
                object[] value = [new Subject(), new double[10], "text", new List<int> { 1, 2 }];
                var accepted = new DeserializeOptions { Deserializers = ["dask", "own", "pickle"] };
                var back = (object[])weft.Deserialize(weft.Serialize(value, options), accepted)!;
                Assert.IsType<Subject>(back[0]);
                Assert.Equal(value[1..], back[1..]);
            }
        });
        var registrars = Start(4, failures, thread =>
        {
            for (int i = 0; i < rounds; i++)
            {
                string name = $"{thread}.{i}";
                registry.RegisterFamily(name, _ => null, (_, _) => null);
                registry.RegisterCompression(new RunsCodec(name));
                registry.RegisterFunction(name, () => name);
                registry.RegisterLazy(name, _ => Interlocked.Increment(ref lazy));
                if (i % 10 == 0) registry.Register<Subject>(_ => new Payload(Header.Empty), (_, _) => new Subject());
                if (i % 10 == 5) registry.RegisterGeneric<Other>();
                registry.RegisterOpenGeneric(typeof(Open<>), _ => throw new InvalidOperationException());
                registry.AllowType(typeof(Subject));
            }
        });
        foreach (var thread in registrars) thread.Join();
        stop.Cancel();
        foreach (var thread in callers) thread.Join();
        Assert.Empty(failures);
        var names = Enumerable.Range(0, 4 * rounds).Select(i => $"{i / rounds}.{i % rounds}").ToArray();
        Assert.Empty(names.Except(registry.FamilyNames));
        Assert.Empty(names.Except(registry.CodecNames));
        Assert.All(names, n => Assert.True(registry.TryGetFunction(n, out _)));
        Assert.Equal(0, lazy);
    }

    [Fact]
    public void A_lazy_registration_runs_once_however_many_threads_meet_its_type()
    {
        int runs = 0;
        var registry = new SerializerRegistry();
        registry.RegisterLazy(typeof(Subject).Assembly.GetName().Name!, r =>
        {
            Interlocked.Increment(ref runs);
            Thread.Sleep(20);
            r.Register<Subject>(_ => new Payload(Header.Empty), (_, _) => new Subject());
        });
        var weft = new WeftSerializer(registry);
        var failures = new ConcurrentQueue<Exception>();
        var options = new SerializeOptions { Serializers = ["dask"], OnError = OnError.Raise };
        var threads = Start(4, failures, _ =>
            Assert.IsType<Subject>(weft.Deserialize(weft.Serialize(new Subject(), options))));
        foreach (var thread in threads) thread.Join();
        Assert.Empty(failures);
        Assert.Equal(1, runs);
    }

    private static Thread[] Start(int count, ConcurrentQueue<Exception> failures, Action<int> work)
    {
        var threads = Enumerable.Range(0, count).Select(i => new Thread(() =>
        {
            try
            {
                work(i);
            }
            catch (Exception error)
            {
                failures.Enqueue(error);
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        return threads;
    }

    private sealed class Subject
    {
        public int Number { get; set; }
    }

    private sealed class Other
    {
        public int Number { get; set; }
    }

    private sealed class Open<T>
    {
        public T? Content { get; set; }
    }
}
