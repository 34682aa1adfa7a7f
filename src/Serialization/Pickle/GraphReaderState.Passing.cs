namespace Weft.Serialization;

// Members of tolerant types that are not known here.
internal sealed partial class GraphReaderState
{
    /// <summary>How far the graph has come.</summary>
    public GraphMark Mark => new(_objects.Count, _partsTaken, _later.Count, _types.Count);

    /// <summary>What a reader forgets again when it gives a member up.</summary>
    public GraphPause Pause() => new(Mark, _deserialized.Count, _keyDepth, CountedDepth);

    /// <summary>Goes back to where a member began. The parts that it took stay taken.</summary>
    public void GoBack(in GraphPause pause)
    {
        Cut(_types, pause.Mark.Types);
        Cut(_objects, pause.Mark.Objects);
        Cut(_later, pause.Mark.Later);
        Cut(_deserialized, pause.Deserialized);
        _keyDepth = pause.KeyDepth;
        CountedDepth = pause.CountedDepth;
    }

    /// <summary>Gives out the numbers of what was passed over. Counts are held against the bytes passed over.</summary>
    /// <param name="from">How far the graph had come before the member.</param>
    /// <param name="objects">Objects that began in it.</param>
    /// <param name="parts">Parts that stand in it.</param>
    /// <param name="later">Objects whose fields were put off in it.</param>
    /// <param name="member">What was passed over, for messages.</param>
    public void PassOver(GraphMark from, int objects, int parts, int later, string member)
    {
        Charge(8L * objects + 24L * later + 64, "what a member numbers");
        var passed = new PassedOver(member);
        for (int i = 0; i < objects; i++)
        {
            Count(-1);
            _objects.Add(passed);
        }

        for (int i = 0; i < later; i++) _later.Add(new LaterObject(null, null, true));
        for (; _firstPart < _parts.Length && _partsTaken < from.Parts + parts; _firstPart++)
        {
            if (_parts[_firstPart] == Unfinished) continue;
            _parts[_firstPart] = Unfinished;
            _partsTaken++;
        }

        if (_partsTaken != from.Parts + parts)
            throw new WireFormatException($"{member} counts {parts} parts; {_partsTaken - from.Parts} stand in it");
    }

    private static void Cut<T>(List<T> list, int count) => list.RemoveRange(count, list.Count - count);

    // Stands for an object whose bytes were passed over.
    private sealed record PassedOver(string Member)
    {
        public string Reason(uint number) =>
            $"object {number} began in {Member}, which is not known here and whose value could not be read: deploy " +
            "its types here too";
    }
}
