using System.Globalization;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Weft.Actors;

/// <summary>
/// The only way to Weft's keys: what Akka's own reader passes over in silence (a missing key, a text for a number, a
/// key nobody asks for) is an error of one line that names the key, the value and what is allowed. Remembers what was
/// read, so that what was not can be refused. One thread.
/// </summary>
internal sealed class SettingsReader(Config config)
{
    private const string Root = "weft";
    private const int ShownCharsMax = 100;

    private readonly SortedSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>The full paths asked for so far.</summary>
    public IReadOnlyCollection<string> KeysRead => _read;

    /// <summary>A failure in one line.</summary>
    public static ConfigurationException Wrong(string key, string value, string allowed, Exception? cause = null)
    {
        var shown = string.Join(' ', value.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        if (shown.Length > ShownCharsMax) shown = shown[..ShownCharsMax] + "…";
        return new ConfigurationException($"{key} = {shown}: {allowed}", cause);
    }

    /// <summary>A list of texts, in order.</summary>
    public IReadOnlyList<string> Strings(string key) => StringsOf(key, Take(key));

    /// <summary>A list of texts that is part of another value.</summary>
    public static IReadOnlyList<string> StringsOf(string key, HoconValue value)
    {
        if (value.IsObject() || value.IsString())
            throw Wrong(key, Show(value), "must be a list, such as [\"a\", \"b\"]");
        return value.IsArray() ? [.. value.GetStringList()] : [];
    }

    /// <summary>A positive whole number.</summary>
    public long Number(string key, long max)
    {
        var text = Text(key);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            && number <= max)
        {
            return number;
        }

        throw Wrong(key, text, $"must be a whole number from 1 to {max:N0}");
    }

    /// <summary>A whole number, which may be 0.</summary>
    public int Count(string key, int max)
    {
        var text = Text(key);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= max
            ? count
            : throw Wrong(key, text, $"must be a whole number from 0 to {max:N0}");
    }

    /// <summary>A number above 0.</summary>
    public double Factor(string key)
    {
        var text = Text(key);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor)
            && factor > 0 && double.IsFinite(factor)
            ? factor
            : throw Wrong(key, text, "must be a number above 0, such as 1.1");
    }

    /// <summary>A positive length in bytes: a number, or one with a HOCON unit.</summary>
    public long Bytes(string key, long max)
    {
        var text = Text(key);
        try
        {
            if (config.GetByteSize(key) is { } bytes && bytes > 0 && bytes <= max) return bytes;
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            // Said below in words that name the key.
        }

        throw Wrong(key, text, $"must be a whole number of bytes from 1 to {max:N0}, such as 65536, 64 KiB or 1 GB");
    }

    /// <summary>A port; 0 lets the system choose.</summary>
    public int Port(string key)
    {
        var text = Text(key);
        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw Wrong(key, text, $"must be a port from 0 to {ushort.MaxValue}");
    }

    /// <summary>A time above zero and up to a day.</summary>
    public TimeSpan Time(string key)
    {
        var text = Text(key);
        try
        {
            var time = config.GetTimeSpan(key, allowInfinite: false);
            if (time > TimeSpan.Zero && time <= TimeSpan.FromDays(1)) return time;
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            // Said below in words that name the key.
        }

        throw Wrong(key, text, "must be a time above 0 and up to a day, such as 500ms or 5s");
    }

    /// <summary>True for on, false for off.</summary>
    public bool Switch(string key) => Text(key) switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        var other => throw Wrong(key, other, "must be on or off"),
    };

    /// <summary>Names that users make, each with a text, by name.</summary>
    public IReadOnlyDictionary<string, string> Names(string key)
    {
        var value = Take(key);
        if (!value.IsObject()) throw Wrong(key, Show(value), "must be a section of name = text");
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in config.GetConfig(key).AsEnumerable())
        {
            var path = $"{key}.{name.Trim('"')}";
            names[name.Trim('"')] = text.IsString()
                ? text.GetString()
                : throw Wrong(path, Show(text), "must be a text");
        }

        return names;
    }

    /// <summary>A list of objects, in order.</summary>
    public IReadOnlyList<HoconObject> Objects(string key)
    {
        var value = Take(key);
        if (value.IsObject() || value.IsString()) throw Wrong(key, Show(value), "must be a list of objects");
        if (!value.IsArray()) return [];
        var items = value.GetArray();
        return
        [
            .. items.Select((item, i) => item.IsObject()
                ? item.GetObject()
                : throw Wrong($"{key}[{i}]", Show(item), "must be an object")),
        ];
    }

    /// <summary>A value on one line.</summary>
    public static string Show(HoconValue value) => value.ToString() ?? "";

    /// <summary>Refuses every key below <c>weft</c> that nothing has read.</summary>
    public void RejectUnread() => RejectUnread(Root);

    private void RejectUnread(string section)
    {
        foreach (var (name, value) in config.GetConfig(section).AsEnumerable())
        {
            var path = $"{section}.{name.Trim('"')}";
            if (_read.Contains(path)) continue;
            if (!_read.Any(key => key.StartsWith(path + ".", StringComparison.Ordinal)))
            {
                var known = string.Join(", ", Below(section));
                throw Wrong(path, Show(value), $"is not a key of Weft; known here are {known}");
            }

            if (!value.IsObject())
                throw Wrong(path, Show(value), $"is a section with the keys {string.Join(", ", Below(path))}");
            RejectUnread(path);
        }
    }

    private SortedSet<string> Below(string section) => new(
        _read.Where(key => key.StartsWith(section + ".", StringComparison.Ordinal))
            .Select(key => key[(section.Length + 1)..].Split('.')[0]),
        StringComparer.Ordinal);

    /// <summary>A text, which may be empty.</summary>
    public string Text(string key)
    {
        var value = Take(key);
        return value.IsString() ? value.GetString() : throw Wrong(key, Show(value), "must be one value");
    }

    private HoconValue Take(string key)
    {
        _read.Add(key);
        if (config.HasPath(key)) return config.GetValue(key);
        for (var dot = key.LastIndexOf('.'); dot > 0; dot = key.LastIndexOf('.', dot - 1))
        {
            if (config.HasPath(key[..dot]) && config.GetValue(key[..dot]) is var above && !above.IsObject())
                throw Wrong(key[..dot], Show(above), "is a section with keys of its own");
        }

        throw Wrong(key, "(nothing)", "put WeftConfig.Reference below your configuration, which has every default");
    }
}
