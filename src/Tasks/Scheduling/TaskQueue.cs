using Weft.Serialization;

namespace Weft.Tasks;

/// <summary>
/// The queued tasks by priority. Tasks mostly come in the order in which they shall go: such a run is kept in a ring,
/// where adding, taking and leaving cost the same however many wait; those that come out of order are in a heap.
/// <see cref="TaskRecord.Slot"/> is the position in the heap, or below <see cref="NowhereSlot"/> that in the ring.
/// </summary>
internal sealed class TaskQueue
{
    private const int NowhereSlot = -1;

    private readonly IndexedHeap<TaskRecord, TaskOrder> _heap = new();
    private TaskRecord?[] _ring = new TaskRecord?[16];
    private int _head;
    private int _length;
    private int _gaps;

    /// <summary>How many tasks it holds.</summary>
    public int Count => _heap.Count + _length - _gaps;

    /// <summary>The task that goes next, or null.</summary>
    public TaskRecord? First
    {
        get
        {
            var early = _length > 0 ? _ring[_head] : null;
            var late = _heap.First;
            if (early is null || late is null) return early ?? late;
            return TaskOrder.Precedes(early, late) ? early : late;
        }
    }

    /// <summary>The tasks in no useful order.</summary>
    public IEnumerable<TaskRecord> Items => _heap.Items.Concat(_ring.OfType<TaskRecord>());

    /// <summary>Adds a task.</summary>
    public void Add(TaskRecord task)
    {
        // The ends of the run are never gaps, so the last task of the ring is there to compare with.
        if (_length > 0 && !TaskOrder.Precedes(_ring[At(_length - 1)]!, task))
        {
            _heap.Add(task);
            return;
        }

        if (_length == _ring.Length) Grow();
        Put(At(_length), task);
        _length++;
    }

    /// <summary>Takes a task out from wherever it is.</summary>
    public void Remove(TaskRecord task)
    {
        if (task.Slot >= 0)
        {
            _heap.Remove(task);
            return;
        }

        var position = NowhereSlot - 1 - task.Slot;
        CheckException.Require(ReferenceEquals(_ring[position], task));
        _ring[position] = null;
        task.Slot = NowhereSlot;
        _gaps++;
        for (; _length > 0 && _ring[_head] is null; _length--, _gaps--) _head = At(1);
        for (; _length > 0 && _ring[At(_length - 1)] is null; _length--) _gaps--;
    }

    private int At(int offset) => (_head + offset) & (_ring.Length - 1);

    private void Put(int position, TaskRecord task)
    {
        _ring[position] = task;
        task.Slot = NowhereSlot - 1 - position;
    }

    private void Grow()
    {
        var (old, head, length) = (_ring, _head, _length);
        _ring = new TaskRecord?[_gaps > length / 2 ? old.Length : old.Length * 2];
        (_head, _length, _gaps) = (0, 0, 0);
        for (var i = 0; i < length; i++)
        {
            if (old[(head + i) & (old.Length - 1)] is { } task) Put(_length++, task);
        }
    }
}
