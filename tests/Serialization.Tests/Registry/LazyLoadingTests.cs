namespace Weft.Serialization.Tests;

/// <summary>Registrations that were put off run when a value or a name of their assembly is first met.</summary>
public class LazyLoadingTests
{
    private static readonly string Own = typeof(LazyLoadingTests).Assembly.GetName().Name!;
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };

    public static TheoryData<object> Values => new()
    {
        new Late(), new List<Late> { new() }, new LateSpot[20], new Queue<object>([new Late()]),
        new Dictionary<string, object> { ["a"] = new Late() },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_or_a_name_runs_what_was_put_off(object value)
    {
        int runs = 0;
        var payload = Lazy(_ => runs++).Serialize(value, Raise);
        Assert.Equal(1, runs);
        Assert.IsType(value.GetType(), Lazy(_ => runs++).Deserialize(payload));
        Assert.Equal(2, runs);
    }

    [Fact]
    public void What_was_put_off_may_deny_a_type()
    {
        var weft = Lazy(r => r.DenyType(typeof(Late)));
        var payload = Lazy(_ => { }).Serialize(new Late(), Raise);
        Assert.Throws<DeserializationRefusedException>(() => weft.Deserialize(payload));
        var refused = Lazy(r => r.DenyType(typeof(Late)));
        Assert.Throws<SerializationFailedException>(() => refused.Serialize(new Late(), Raise));
    }

    [Fact]
    public void A_registration_that_throws_runs_once_for_a_call_and_fails_it_as_any_failure()
    {
        int runs = 0;
        var weft = Lazy(_ => throw new InvalidOperationException($"run {++runs}"));
        var payload = weft.Serialize(new Late());
        Assert.Equal(1, runs);
        var told = Assert.Throws<RemoteErrorException>(() => weft.Deserialize(payload));
        Assert.Contains("run 1", told.Message);
        Assert.Throws<SerializationFailedException>(() => weft.Serialize(new Late(), Raise));
        Assert.Equal(2, runs);
        foreach (object value in new object[] { new Late(), new List<object> { new Late(), new double[9] } })
        {
            var sent = Lazy(_ => { }).Serialize(value, Raise);
            Assert.Throws<WireFormatException>(() => weft.Deserialize(sent));
        }
    }

    [Fact]
    public async Task A_registration_may_wait_for_threads_that_register_and_that_meet_the_type()
    {
        int runs = 0;
        WeftSerializer? weft = null;
        weft = Lazy(r =>
        {
            runs++;
            var others = Task.WhenAll(
                Task.Run(() => r.RegisterFunction("sum", (int a, int b) => a + b)),
                Task.Run(() => weft!.Serialize(new Late())));
            Assert.True(others.Wait(TimeSpan.FromSeconds(60)));
        });
        var meeting = Task.Run(() => weft.Serialize(new Late(), Raise));
        Assert.Same(meeting, await Task.WhenAny(meeting, Task.Delay(TimeSpan.FromSeconds(90))));
        Assert.IsType<Late>(weft.Deserialize(await meeting));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Whoever_meets_the_type_meanwhile_waits_for_what_was_put_off()
    {
        using var begun = new ManualResetEventSlim();
        var weft = Lazy(_ =>
        {
            begun.Set();
            Thread.Sleep(100);
        });
        var first = Task.Run(() => weft.Serialize(new Late(), Raise));
        Assert.True(begun.Wait(TimeSpan.FromSeconds(60)));
        Assert.IsType<Late>(weft.Deserialize(weft.Serialize(new Late(), Raise)));
        await first;
    }

    [Fact]
    public void What_is_put_off_from_within_a_registration_runs_when_the_type_is_met_again()
    {
        int runs = 0;
        var registry = new SerializerRegistry();
        registry.RegisterLazy(Own, r =>
        {
            r.AllowType(typeof(Late));
            r.RegisterLazy(Own, _ => runs++);
        });
        var weft = new WeftSerializer(registry);
        weft.Serialize(new Late(), Raise);
        weft.Serialize(new Late(), Raise);
        weft.Serialize(new Late(), Raise);
        Assert.Equal(1, runs);
    }

    [Fact]
    public void A_call_ends_with_the_types_that_it_began_with()
    {
        var registry = new SerializerRegistry();
        var weft = new WeftSerializer(registry);
        registry.AllowType(typeof(Late));
        registry.Register<Trigger>(
            _ => new Payload(new HeaderBuilder().Build()),
            (_, _) =>
            {
                registry.DenyType(typeof(Late));
                return new Trigger();
            });
        var payload = weft.Serialize(new List<object> { new Trigger(), new Late() }, Raise);
        Assert.IsType<Late>(((List<object>)weft.Deserialize(payload)!)[1]);
        Assert.Throws<DeserializationRefusedException>(() => weft.Deserialize(payload));
    }

    // Allows the types only once one of them is met.
    private static WeftSerializer Lazy(Action<SerializerRegistry> more)
    {
        var registry = new SerializerRegistry();
        registry.RegisterLazy(Own, r =>
        {
            r.AllowType(typeof(Late));
            r.AllowType(typeof(LateSpot));
            more(r);
        });
        return new WeftSerializer(registry);
    }

    public sealed class Late
    {
        public int Number = 3;
    }

    public sealed class Trigger;

    public struct LateSpot
    {
        public int X;
        public int Y;
    }
}
