using Akka.Actor;

namespace Weft.Actors;

/// <summary>
/// The claims of one actor system: what it keeps, and how it opens those of others. Safe for any thread.
/// </summary>
internal sealed class DataRefNode
{
    private const string ActorName = "weft-data-refs";

    private readonly WeftExtension _extension;

    /// <summary>Starts the actor that answers claims.</summary>
    public DataRefNode(WeftExtension extension, DataRefSettings settings)
    {
        _extension = extension;
        Store = new DataRefStore(settings, TimeProvider.System);
        extension.System.SystemActorOf(DataRefActor.Props(Store), ActorName);
    }

    /// <summary>The values kept here.</summary>
    public DataRefStore Store { get; }

    /// <summary>The value of a claim.</summary>
    /// <exception cref="DataRefException">There is none; names the reason.</exception>
    public async Task<object> OpenAsync(DataRef claim, TimeSpan timeout, CancellationToken cancellation)
    {
        if (claim.Owner.Equals(_extension.System.Provider.DefaultAddress)) return OpenHere(claim);
        var until = TimeProvider.System.GetUtcNow() + timeout;
        var owner = _extension.System.Provider.ResolveActorRef(new RootActorPath(claim.Owner) / "system" / ActorName);

        // Whether anybody is there shows soon; the value may take long.
        var greeting = _extension.Bulk.Settings.HandshakeTimeout;
        var patience = timeout < greeting ? timeout : greeting;
        var there = await AskAsync(owner, new DataRefMessage.Look(claim.Id), patience, cancellation)
            .ConfigureAwait(false);
        if (there is null)
            throw new DataRefException(
                DataRefFailure.OwnerUnreachable,
                $"{claim}: its owner did not answer within {patience.TotalSeconds:0.###} s");
        Require(claim, there);

        var rest = until - TimeProvider.System.GetUtcNow();
        var value = rest <= TimeSpan.Zero
            ? null
            : await AskAsync(owner, new DataRefMessage.Claim(claim.Id), rest, cancellation).ConfigureAwait(false);
        if (value is null)
            throw new DataRefException(
                DataRefFailure.TimedOut, $"{claim}: the value did not come within {timeout.TotalSeconds:0.###} s");
        return Require(claim, value);
    }

    private object OpenHere(DataRef claim)
    {
        if (Store.Take(claim.Id, out var reason) is not { } value)
            return Require(claim, DataRefActor.Missing(reason));
        Store.Use(claim.Id);
        return value;
    }

    private static object Require(DataRef claim, object answer) =>
        answer is DataRefMessage.Failed failed
            ? throw new DataRefException(failed.Reason, $"{claim}: {failed.Text}")
            : answer;

    private static async Task<object?> AskAsync(
        IActorRef owner, DataRefMessage question, TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            return await owner.Ask<object>(question, timeout, cancellation).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
