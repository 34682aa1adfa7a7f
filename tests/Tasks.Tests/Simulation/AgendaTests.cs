using Weft.Simulation;

namespace Weft.Tasks.Tests;

public sealed class AgendaTests
{
    [Fact]
    public void Entries_come_in_order_of_time_and_then_of_entry()
    {
        var agenda = new Agenda();
        var order = new List<string>();
        agenda.After(20, () => order.Add("third"));
        agenda.After(10, () => order.Add("first"));
        agenda.After(10, () => order.Add("second"));
        while (agenda.TryAdvance(100))
        {
        }

        Assert.Equal(["first", "second", "third"], order);
        Assert.Equal(100, agenda.Now);
    }

    [Fact]
    public void Background_entries_are_not_work()
    {
        var agenda = new Agenda();
        agenda.InBackgroundAfter(10, () => { });
        Assert.Equal(0, agenda.WorkCount);
        agenda.After(5, () => { });
        Assert.Equal(1, agenda.WorkCount);
        Assert.True(agenda.TryAdvance(100));
        Assert.Equal((0, 5L), (agenda.WorkCount, agenda.LastWorkAt));
        Assert.True(agenda.TryAdvance(100));
        Assert.Equal(5, agenda.LastWorkAt);
    }
}
