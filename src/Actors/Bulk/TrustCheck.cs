using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote;

namespace Weft.Actors;

/// <summary>
/// What remoting refuses to tell a local actor is refused here too: words of Akka's own, and in untrusted mode harmful
/// messages and selections of paths that nobody listed.
/// </summary>
internal sealed class TrustCheck(IRemoteActorRefProvider provider)
{
    /// <summary>Why the message is not told; null where it is.</summary>
    /// <param name="form">How it came.</param>
    /// <param name="recipient">Whom it would be told.</param>
    /// <param name="message">The message.</param>
    public string? Refusal(DataForm form, IActorRef recipient, object message)
    {
        if (message is ISystemMessage) return $"{message.GetType()} is a word of Akka's own, not data";
        if (recipient.Equals(provider.RemoteDaemon)) return $"{recipient.Path} takes no data";
        if (!provider.RemoteSettings.UntrustedMode) return null;
        return message switch
        {
            ActorSelectionMessage selection =>
                !recipient.Equals(provider.RootGuardian) || selection.Message is IPossiblyHarmful
                    ? "in untrusted mode such a selection is refused (akka.remote.untrusted-mode)"
                    : PathRefusal("/" + string.Join('/', selection.Elements.Select(element => element.ToString()))),
            IPossiblyHarmful => $"in untrusted mode {message.GetType()} is refused (akka.remote.untrusted-mode)",
            _ when form == DataForm.Selected => PathRefusal(recipient.Path.ToStringWithoutAddress()),
            _ => null,
        };
    }

    private string? PathRefusal(string path) =>
        provider.RemoteSettings.TrustedSelectionPaths.Contains(path)
            ? null
            : $"in untrusted mode a selection of {path} is refused; list it in akka.remote.trusted-selection-paths";
}
