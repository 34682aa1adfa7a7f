using System.Globalization;
using System.Text;
using Akka.Configuration;

namespace Weft.Actors;

/// <summary>
/// What was typed, or what the environment says: flags with their texts. Within one layer <c>--set</c> wins over the
/// other flags.
/// </summary>
public sealed class NodeLayer
{
    private readonly IReadOnlyDictionary<NodeFlag, IReadOnlyList<string>> _values;
    private readonly bool _ofEnvironment;

    private NodeLayer(IReadOnlyDictionary<NodeFlag, IReadOnlyList<string>> values, bool ofEnvironment) =>
        (_values, _ofEnvironment) = (values, ofEnvironment);

    /// <summary>Says nothing.</summary>
    public static NodeLayer Empty { get; } = Typed(new Dictionary<NodeFlag, IReadOnlyList<string>>());

    /// <summary>What was typed: the flags that were given, each with its texts; a switch has none.</summary>
    public static NodeLayer Typed(IReadOnlyDictionary<NodeFlag, IReadOnlyList<string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new NodeLayer(values, ofEnvironment: false);
    }

    /// <summary>What the environment says; an empty variable counts as one that is not there.</summary>
    /// <param name="role">Whose flags.</param>
    /// <param name="read">Gives a variable by name, or null.</param>
    public static NodeLayer Environment(NodeRole role, Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var values = new Dictionary<NodeFlag, IReadOnlyList<string>>();
        foreach (var flag in NodeFlag.Of(role))
        {
            if (read(flag.Variable) is not { Length: > 0 } text) continue;
            values[flag] = flag.Repeats
                ? text.Split(
                    flag.Kind == NodeFlagKind.Settings ? ';' : ',',
                    StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                : [text];
        }

        return new NodeLayer(values, ofEnvironment: true);
    }

    /// <summary>The text of a flag; null where this layer does not have it.</summary>
    internal string? TextOf(NodeFlag flag) => _values.TryGetValue(flag, out var texts) ? texts[^1] : null;

    /// <summary>This layer as configuration.</summary>
    /// <exception cref="NodeException">A value is wrong; the line names flag, variable and key.</exception>
    internal Config ToConfig(NodeRole role)
    {
        var named = new StringBuilder();
        foreach (var (flag, texts) in _values)
        {
            if (flag.Key.Length > 0) named.Append($"{flag.Key} = {Write(role, flag, texts)}\n");
        }

        var config = ConfigurationFactory.ParseString(named.ToString());
        foreach (var setting in _values.GetValueOrDefault(NodeFlag.Set) ?? [])
            config = Setting(setting).WithFallback(config);
        return config;
    }

    private Config Setting(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at < 1 || at == text.Length - 1) throw Wrong(NodeFlag.Set, text, "must be KEY=VALUE");
        try
        {
            return ConfigurationFactory.ParseString(text);
        }
        catch (Exception error)
        {
            throw Wrong(NodeFlag.Set, text, $"is not HOCON: {OneLine.Of(error)}");
        }
    }

    private string Write(NodeRole role, NodeFlag flag, IReadOnlyList<string> texts)
    {
        if (flag.Kind == NodeFlagKind.Texts)
        {
            var all = flag == NodeFlag.Roles ? texts.Prepend(NodeConfig.RoleName(role)).Distinct() : texts;
            return $"[{string.Join(", ", all.Select(Quote))}]";
        }

        if (flag.Kind is NodeFlagKind.Switch or NodeFlagKind.Verbose)
        {
            if (texts.Count > 0 && texts[^1] != "1") throw Wrong(flag, texts[^1], "must be 1 or not be set");
            return flag.Kind == NodeFlagKind.Verbose ? "DEBUG" : "on";
        }

        var text = texts[^1];
        switch (flag.Kind)
        {
            case NodeFlagKind.Port when !ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _):
                throw Wrong(flag, text, $"must be a port from 0 to {ushort.MaxValue}");
            case NodeFlagKind.Count
                when !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1:
                throw Wrong(flag, text, "must be a whole number from 1 on");
            case NodeFlagKind.Text when string.IsNullOrWhiteSpace(text):
                throw Wrong(flag, text, "must not be empty");
        }

        return Quote(text);
    }

    private NodeException Wrong(NodeFlag flag, string text, string allowed)
    {
        var source = _ofEnvironment ? flag.Variable : flag.Name;
        var key = flag.Key.Length > 0 ? $" ({flag.Key})" : "";
        return new NodeException(NodeExitCode.WrongSettings, $"{source}{key} = {text}: {allowed}");
    }

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
