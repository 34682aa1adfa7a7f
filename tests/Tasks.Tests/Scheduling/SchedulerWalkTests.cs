namespace Weft.Tasks.Tests;

/// <summary>Laws that hold whatever peers say.</summary>
public sealed class SchedulerWalkTests
{
    private const int Seeds = 60;

    [Fact]
    public void Whatever_peers_say_the_invariants_hold_and_every_wanted_key_gets_its_word()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            try
            {
                var walk = new SchedulerWalk(seed);
                walk.Walk(steps: 200);
                walk.Finish();
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed} fails; to replay, walk it alone in {nameof(SchedulerWalkTests)}:\n{error}");
            }
        }
    }

    [Fact]
    public void The_same_events_give_the_same_effects()
    {
        for (var seed = 1000; seed < 1010; seed++)
        {
            var (first, second) = (new SchedulerWalk(seed), new SchedulerWalk(seed));
            first.Walk(steps: 300);
            second.Walk(steps: 300);
            Assert.NotEmpty(first.Trace);
            Assert.Equal(first.Trace, second.Trace);
        }
    }

    [Fact]
    public void The_walks_take_every_step_of_the_table()
    {
        var untaken = new HashSet<string>();
        for (var seed = 0; seed < 40; seed++)
        {
            var walk = new SchedulerWalk(seed);
            if (seed == 0)
            {
                foreach (var step in walk.Machine.Transitions) untaken.Add(step.Method);
            }

            walk.Walk(steps: 300);
            foreach (var step in walk.Machine.Transitions)
            {
                if (walk.Machine.CountOf(step.From, step.To) > 0) untaken.Remove(step.Method);
            }
        }

        Assert.Empty(untaken);
    }
}
