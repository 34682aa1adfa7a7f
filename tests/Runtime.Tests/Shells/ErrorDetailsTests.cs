using Weft.Serialization;
using Weft.Tasks;

namespace Weft.Runtime.Tests;

public sealed class ErrorDetailsTests
{
    [Fact]
    public void An_exception_is_told_by_type_text_and_stack_and_travels_itself()
    {
        var error = Thrown(new InvalidDataException("bad", new TimeoutException("late")));

        var detail = ErrorDetails.From(error);

        Assert.Equal("System.IO.InvalidDataException", detail.TypeName);
        Assert.Equal("bad", detail.Text);
        Assert.Contains(nameof(Thrown), detail.Stack, StringComparison.Ordinal);
        Assert.Contains("System.TimeoutException: late", detail.Stack, StringComparison.Ordinal);
        Assert.Same(error, Assert.IsType<ToSerialize>(detail.Exception).Value);
    }

    [Fact]
    public void Long_texts_are_cut_at_the_limit()
    {
        var detail = ErrorDetails.From(new InvalidDataException(new string('x', 50_000)));

        Assert.Equal(ErrorDetails.TextCharsMax, detail.Text.Length);
    }

    [Fact]
    public void A_rebuilt_exception_carries_the_remote_stack_also_when_it_is_thrown_twice()
    {
        var detail = new ErrorDetail("x", "bad", "at far away", new Deserialized(new InvalidDataException("bad"), 1));
        var first = ErrorDetails.TryRebuild(detail, _ => null);
        var second = ErrorDetails.TryRebuild(detail, _ => null);

        Assert.Same(first, second);
        var caught = Assert.Throws<InvalidDataException>((Action)(() => throw first!));
        Assert.Contains("at far away", caught.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_rebuilt_gives_nothing()
    {
        var encoded = new Serialized(new Payload(Header.Empty));
        var refused = new Deserialized(new DeserializationRefusedException("not allowed"));

        Assert.Null(ErrorDetails.TryRebuild(new ErrorDetail("x", "y", "z"), _ => null));
        Assert.Null(ErrorDetails.TryRebuild(new ErrorDetail("x", "y", "z", refused), _ => null));
        Assert.Null(ErrorDetails.TryRebuild(
            new ErrorDetail("x", "y", "z", encoded), _ => throw new WireFormatException("bad")));
        Assert.Null(ErrorDetails.TryRebuild(new ErrorDetail("x", "y", "z", encoded), _ => "no exception"));
    }

    [Fact]
    public void Text_that_no_message_can_carry_is_told_with_what_can()
    {
        // Not as data of a theory: attributes are stored as UTF-8 themselves.
        var detail = ErrorDetails.From(new InvalidDataException("half \ud83d, half \udc00, whole \ud83d\ude00"));

        Assert.Equal("half \ufffd, half \ufffd, whole \ud83d\ude00", detail.Text);
        MessageCodec.Encode(new WorkerToScheduler.TaskErred("x", 1, detail with { Exception = null }, true));
    }

    [Fact]
    public void A_cut_leaves_no_half_of_a_character()
    {
        var text = new string('x', ErrorDetails.TextCharsMax - 2) + "\ud83d\ude00\ud83d\ude00";

        var detail = ErrorDetails.From(new InvalidDataException(text));

        Assert.InRange(detail.Text.Length, ErrorDetails.TextCharsMax - 2, ErrorDetails.TextCharsMax);
        MessageCodec.Encode(new WorkerToScheduler.TaskErred("x", 1, detail with { Exception = null }, true));
    }

    [Fact]
    public void An_exception_that_throws_while_it_is_told_is_told_all_the_same()
    {
        var detail = ErrorDetails.From(new Unspeakable());

        Assert.Equal(typeof(Unspeakable).FullName, detail.TypeName);
        Assert.Contains(typeof(NotSupportedException).FullName!, detail.Text, StringComparison.Ordinal);
        Assert.IsType<Unspeakable>(ErrorDetails.TryRebuild(detail with { Stack = "at far away" }, _ => null));
    }

    private sealed class Unspeakable : Exception
    {
        public override string Message => throw new NotSupportedException("no words");

        public override string StackTrace => throw new NotSupportedException("no stack");
    }

    private static Exception Thrown(Exception error)
    {
        try
        {
            throw error;
        }
        catch (Exception caught)
        {
            return caught;
        }
    }
}
