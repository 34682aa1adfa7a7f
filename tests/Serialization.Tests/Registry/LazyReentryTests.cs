namespace Weft.Serialization.Tests;

public class LazyReentryTests
{
    [Fact]
    public void A_registration_that_was_put_off_may_itself_meet_the_types_it_is_for()
    {
        int runs = 0;
        var registry = new SerializerRegistry();
        var weft = new WeftSerializer(registry);
        registry.RegisterLazy(typeof(Late).Assembly.GetName().Name!, r =>
        {
            runs++;
            weft.Serialize(new Late());
            r.Register<Late>(_ => new Payload(Header.Empty), (_, _) => new Late());
        });
        Assert.IsType<Late>(weft.Deserialize(weft.Serialize(new Late())));
        Assert.Equal(1, runs);
    }

    public sealed class Late;
}
