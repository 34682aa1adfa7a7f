using System.Text;

namespace Weft.Actors.Tests;

/// <summary>What a node said, line by line; safe for any thread.</summary>
internal sealed class NodeLines : TextWriter
{
    private readonly List<string> _lines = [];

    public override Encoding Encoding => Encoding.UTF8;

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public override void WriteLine(string? value)
    {
        lock (_lines) _lines.Add(value ?? "");
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    /// <summary>The text behind a word, once it has been said that often.</summary>
    public async Task<string> TextOfAsync(string word, TimeSpan patience, int times = 1)
    {
        var until = DateTime.UtcNow + patience;
        while (true)
        {
            var said = All.Where(line => line.StartsWith($"{word} ", StringComparison.Ordinal)).ToArray();
            if (said.Length >= times) return said[times - 1][word.Length..].Trim();
            if (DateTime.UtcNow > until) throw new TimeoutException($"no '{word}' in: {string.Join(" | ", All)}");
            await Task.Delay(10);
        }
    }
}
