namespace Weft.Serialization.Tests;

public class ExceptionMessageTests
{
    private static readonly SerializeOptions Raise = new() { OnError = OnError.Raise };
    private static readonly WeftSerializer Weft = NewSerializer();

    [Fact]
    public void A_message_that_the_constructor_makes_arrives_as_it_was()
    {
        var back = Assert.IsType<NoSuchName>(RoundTrip(new NoSuchName("foo")));
        Assert.Equal("Missing foo", back.Message);
    }

    [Fact]
    public void A_class_that_computes_its_message_or_its_cause_arrives_as_a_remote_exception()
    {
        var computed = Assert.IsType<RemoteException>(RoundTrip(new Counted("x") { Count = 3 }));
        Assert.Equal("3 of them", computed.Message);
        Assert.IsType<RemoteException>(RoundTrip(new Torn("x")));
        var wrapped = Assert.IsType<RemoteException>(RoundTrip(new Wrapping("x", new ArgumentException("y"))));
        Assert.IsType<ArgumentException>(Assert.IsType<InvalidOperationException>(wrapped.InnerException).InnerException);
    }

    [Fact]
    public void Exceptions_of_the_base_library_keep_type_and_message()
    {
        Exception[] errors =
        [
            new ArgumentException("bad", "x"), new ArgumentOutOfRangeException("x", 5, "too much"),
            new FileNotFoundException("gone", "a.txt"), new ObjectDisposedException("pipe"),
            new OperationCanceledException(), new BadImageFormatException("torn", "a.dll"),
        ];
        foreach (var error in errors)
        {
            var back = RoundTrip(error);
            Assert.Equal(error.GetType(), back.GetType());
            Assert.Equal(error.Message, back.Message);
        }
    }

    [Fact]
    public void A_long_message_is_cut_and_says_so()
    {
        string message = RoundTrip(new InvalidOperationException(new string('x', 50_000))).Message;
        Assert.Equal(10_000, message.Length);
        Assert.EndsWith("x … (cut at 10,000 of 50,000 characters)", message);
        Assert.Equal(message, RoundTrip(new InvalidOperationException(message)).Message);
    }

    [Fact]
    public void A_chain_of_causes_is_cut_at_sixteen_and_the_last_says_so()
    {
        Exception error = new InvalidOperationException("the first");
        for (int i = 0; i < 40; i++) error = new InvalidOperationException($"level {i}", error);
        var chain = new List<string>();
        for (var at = RoundTrip(error); at is not null; at = at.InnerException) chain.Add(at.Message);
        Assert.Equal(17, chain.Count);
        Assert.Equal("level 24", chain[15]);
        Assert.Equal("level 23 … (causes beyond this one are cut)", chain[16]);
    }

    [Fact]
    public void Aggregates_in_each_other_as_deep_as_memory_allows_are_told_without_recursion()
    {
        Exception error = new InvalidOperationException("the first");
        for (int i = 0; i < 20_000; i++) error = new AggregateException("m", error);
        var back = Assert.IsType<AggregateException>(RoundTrip(error));
        Assert.StartsWith("m (m (m", back.Message);
        Assert.Contains("causes beyond this one are cut", back.Message);
    }

    [Fact]
    public void An_aggregate_exception_of_ones_own_keeps_the_text_that_it_makes()
    {
        var back = RoundTrip(new Several("both", new InvalidOperationException("a"), new ArgumentException("b")));
        Assert.Equal("several: both", ExceptionText(back));
        Assert.Equal(2, ((AggregateException)back.InnerException!).InnerExceptions.Count);
    }

    private static string ExceptionText(Exception error) => error.Message.Split(" (")[0];

    private static Exception RoundTrip(Exception error) => (Exception)Weft.Deserialize(Weft.Serialize(error, Raise))!;

    private static WeftSerializer NewSerializer()
    {
        var registry = new SerializerRegistry();
        registry.AllowAssembly(typeof(ExceptionMessageTests).Assembly);
        return new WeftSerializer(registry);
    }

    public sealed class NoSuchName(string name) : Exception($"Missing {name}");

    public sealed class Wrapping(string message, Exception? cause)
        : Exception(message, new InvalidOperationException("wrapped", cause));

    public sealed class Counted(string message) : Exception(message)
    {
        public int Count;

        public override string Message => $"{Count} of them";
    }

    public sealed class Torn(string message) : Exception(message)
    {
        private readonly string? _text = message;

        public override string Message => _text is { Length: > 1 } ? throw new InvalidOperationException() : "torn";
    }

    public sealed class Several : AggregateException
    {
        public Several(string message, params Exception[] all)
            : base(message, all)
        {
        }

        public override string Message => $"several: {base.Message}";
    }
}
