using System.Text;

namespace Weft.Serialization;

/// <summary>What has been written of a description, by whichever <see cref="WireLines"/> of it.</summary>
internal sealed class WirePage
{
    /// <summary>The lines.</summary>
    public StringBuilder Text { get; } = new();

    /// <summary>What is malformed.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>How many lines there are.</summary>
    public int Lines { get; set; }

    /// <summary>What compressed frames have become.</summary>
    public long OpenedBytes { get; set; }

    /// <summary>True once the last line says that it is the last.</summary>
    public bool SaidEnd { get; set; }
}
