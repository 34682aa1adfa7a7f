using static Weft.Tasks.Tests.SchedulerDrive;

namespace Weft.Tasks.Tests;

/// <summary>Memory is measured for the whole process: these tests run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SchedulerCostCollection
{
    public const string Name = "scheduler cost";
}

/// <summary>What tasks cost the scheduler in memory; time is measured by the bench.</summary>
[Collection(SchedulerCostCollection.Name)]
public sealed class SchedulerCostTests
{
    [Fact]
    public void A_task_costs_at_most_a_kilobyte()
    {
        const int Count = 100_000;
        var drive = new SchedulerDrive { ChecksInvariants = false }.Workers("w1", "w2").Clients("c");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Count; i += 1000)
        {
            drive.Submit("c", [.. Enumerable.Range(i, 1000).Select(n => n % 2 == 0
                ? Call($"f-{n:x38}")
                : Call($"g-{n:x38}", $"f-{n - 1:x38}"))]);
        }

        drive.Effects.Clear();
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        Assert.InRange(bytes, 100, 1024);
        Assert.Equal(Count, drive.Machine.Snapshot().Tasks.Values.Sum());
    }

    [Fact]
    public void A_released_task_leaves_nothing_behind()
    {
        var drive = new SchedulerDrive(new SchedulerOptions { JournalEntries = 0, IdleGroupsMax = 100 })
        {
            ChecksInvariants = false,
            RemembersRuns = false,
        }.Workers("w").Clients("c");
        Cycle(drive, 0, 2_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Cycle(drive, 2_000, 20_000);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8 * 18_000);
        Assert.Empty(drive.Machine.Snapshot().Tasks);
        SchedulerInvariants.Check(drive.Machine);
    }

    // Each task has a group of its own, so that groups would pile up if they were kept.
    private static void Cycle(SchedulerDrive drive, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var key = $"own{i}";
            drive.Submit("c", Call(key));
            drive.FinishRun("w", key, i + 1);
            drive.Release("c", key);
        }
    }
}
