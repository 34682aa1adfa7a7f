using Akka.Event;

namespace Weft.Actors.Tests;

/// <summary>A node's log on standard error.</summary>
public sealed class NodeLoggerTests
{
    [Fact]
    public void An_error_is_one_line_and_has_its_stack_only_where_it_was_asked_for()
    {
        Exception thrown;
        try
        {
            throw new InvalidOperationException("first\nsecond");
        }
        catch (InvalidOperationException error)
        {
            thrown = error;
        }

        var entry = new Error(thrown, "source", typeof(NodeLoggerTests), "it failed\r\n   at Some.Method()\r\nbadly");
        var line = NodeLogger.Format(entry, stacks: false);
        Assert.DoesNotContain('\n', line);
        Assert.EndsWith("error it failed badly [source]: first second", line, StringComparison.Ordinal);
        Assert.Contains($"{thrown.StackTrace}", NodeLogger.Format(entry, stacks: true));
    }
}
