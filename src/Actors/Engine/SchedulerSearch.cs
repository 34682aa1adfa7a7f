using Akka.Actor;
using Akka.Cluster;

namespace Weft.Actors;

/// <summary>Asks locators for the scheduler until one knows it.</summary>
internal sealed class SchedulerSearch
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly WeftExtension _extension;
    private readonly IReadOnlyList<Address> _contacts;

    private SchedulerSearch(WeftExtension extension, bool isOutside)
    {
        (_extension, IsOutside) = (extension, isOutside);
        _contacts = isOutside
            ? [.. extension.Engine.Contacts.Select(Address.Parse)]
            : [extension.System.Provider.DefaultAddress];
    }

    /// <summary>True where the asking system is no member of the cluster it asks.</summary>
    public bool IsOutside { get; }

    /// <summary>
    /// The search that fits a system: a member, or one that is joining and has no contacts, asks itself.
    /// </summary>
    public static SchedulerSearch For(WeftExtension extension)
    {
        var hasContacts = extension.Engine.Contacts.Count > 0;
        var isMember = extension.System.Provider is IClusterActorRefProvider
            && (!hasContacts || !Akka.Cluster.Cluster.Get(extension.System).State.Members.IsEmpty);
        if (!isMember && !hasContacts)
        {
            throw SettingsReader.Wrong(
                "weft.client.contacts",
                "[]",
                $"must name nodes of the cluster, such as akka.tcp://weft@host:4053, since {extension.System.Name} is "
                + "not a member of one");
        }

        return new SchedulerSearch(extension, !isMember);
    }

    /// <summary>The scheduler, one incarnation.</summary>
    public async Task<IActorRef> FindAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var answers = new string[_contacts.Count];
        Array.Fill(answers, "did not answer");
        var until = Environment.TickCount64 + patience.TotalMilliseconds;
        do
        {
            var asked = await Task
                .WhenAll(_contacts.Select((contact, i) => AskAsync(contact, answers, i, cancellation)))
                .ConfigureAwait(false);
            if (asked.FirstOrDefault(found => found is not null) is { } scheduler) return scheduler;
            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
        }
        while (Environment.TickCount64 < until);

        var told = string.Join("; ", _contacts.Select((contact, i) => $"{contact} {answers[i]}"));
        throw new TimeoutException(
            $"no scheduler was found within {patience.TotalSeconds:0.#} s: {told}. Start a node with the role "
            + $"{WeftRoles.SchedulerRole}, or "
            + (IsOutside ? "correct weft.client.contacts" : "correct akka.cluster.seed-nodes"));
    }

    private async Task<IActorRef?> AskAsync(
        Address contact, string[] answers, int index, CancellationToken cancellation)
    {
        var path = new RootActorPath(contact) / "system" / Locator.Name;
        try
        {
            var answer = await _extension.System.Provider.ResolveActorRef(path)
                .Ask<SchedulerAt>(FindScheduler.Instance, AnswerMax, cancellation).ConfigureAwait(false);
            if (answer.Scheduler is not null) return answer.Scheduler;
            answers[index] = $"says that {answer.Reason}";
        }
        catch (AskTimeoutException)
        {
            // Its last answer, or that it gave none, stays for the report.
        }

        return null;
    }
}
