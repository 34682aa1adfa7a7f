using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Weft.Runtime.Tests;

public sealed class LogListTests
{
    [Fact]
    public void Every_log_line_has_a_number_of_its_own()
    {
        var lines = typeof(Client).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => (method, line: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(pair => pair.line is not null)
            .ToList();

        Assert.True(lines.Count >= 16, $"only {lines.Count} lines were found");
        var shared = lines.GroupBy(pair => pair.line!.EventId).Where(group => group.Count() > 1);
        Assert.Empty(shared.Select(
            group => $"{group.Key}: {string.Join(", ", group.Select(pair => pair.method.Name))}"));
    }
}
