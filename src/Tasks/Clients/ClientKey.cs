namespace Weft.Tasks;

/// <summary>A key that a future, a gather or a scatter of this client names.</summary>
internal sealed class ClientKey(string key) : FetchItem(key)
{
    /// <summary>Where the client stands with the key.</summary>
    public ClientKeyState State { get; set; }

    /// <summary>Where it stands with gathering its value.</summary>
    public ClientValueState Value { get; set; }

    /// <summary>Why, where it is erred, cancelled or lost.</summary>
    public ErrorDetail? Error { get; set; }

    /// <summary>How many futures hold it.</summary>
    public int Futures { get; set; }

    /// <summary>The gathers that name it and have not ended; null where there never was one.</summary>
    public List<ClientGather>? Gathers { get; set; }

    /// <summary>The scatters that carry it and have not ended; null where there never was one.</summary>
    public List<ClientScatter>? Scatters { get; set; }

    /// <summary>True once the scheduler has been told that this client wants it.</summary>
    public bool IsTold { get; set; }

    /// <summary>The question where it lies that is out; 0 for none.</summary>
    public long LocateRequest { get; set; }

    /// <summary>When a delayed value is asked for again.</summary>
    public Instant DelayUntil { get; set; }

    /// <summary>True while a gather names it.</summary>
    public bool IsGathered => Gathers is { Count: > 0 };

    /// <summary>True while anything of this client holds it.</summary>
    public bool IsHeld => Futures > 0 || IsGathered || Scatters is { Count: > 0 };
}
