using System.CommandLine;
using Weft.Transport.Certificates;

namespace Weft.Node;

/// <summary><c>weft cert</c>: a private authority, and certificates of nodes that it issues.</summary>
public static class CertCommand
{
    private const int AuthorityDays = 3650;
    private const int NodeDays = 397;

    // So that a node whose clock is a little behind takes the certificate at once.
    private static readonly TimeSpan BeginsBefore = TimeSpan.FromHours(1);

    /// <summary>The command with both of its own.</summary>
    public static Command Create() => new("cert", "Make certificates for TLS between nodes.")
    {
        CreateAuthority(),
        CreateNode(),
    };

    private static Command CreateAuthority()
    {
        var folder = Folder("--out", "where authority.crt and authority.key are written; keep the key off the nodes");
        var name = new Option<string>("--name")
        {
            Description = "the authority's name, for people",
            DefaultValueFactory = _ => "Weft authority",
        };
        var (days, force) = (Days(AuthorityDays), Force());
        var command = new Command("authority", "Make an authority, which issues certificates for nodes.")
        {
            folder, name, days, force,
        };
        command.SetAction(parsed => Report(() =>
        {
            var now = DateTimeOffset.UtcNow;
            using var authority = CertificateAuthority.Create(
                parsed.GetValue(name)!, now - BeginsBefore, now.AddDays(parsed.GetValue(days)));
            return CertificateFolder.WriteAuthority(parsed.GetValue(folder)!, authority, parsed.GetValue(force));
        }));
        return command;
    }

    private static Command CreateNode()
    {
        var authorityFolder = Folder("--authority", "the folder that 'weft cert authority' has written");
        var folder = Folder("--out", "where node.crt, node.key, node.pfx and a copy of authority.crt are written");
        var names = new Option<string>("--name")
        {
            Description = "host names and addresses by which the node is reached, comma between",
            Required = true,
        };
        var (days, force) = (Days(NodeDays), Force());
        var command = new Command("node", "Make a certificate with its key for one node.")
        {
            authorityFolder, names, folder, days, force,
        };
        command.SetAction(parsed => Report(() =>
        {
            var now = DateTimeOffset.UtcNow;
            using var authority = CertificateFolder.ReadAuthority(parsed.GetValue(authorityFolder)!);
            const StringSplitOptions split = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
            using var node = authority.Issue(
                parsed.GetValue(names)!.Split(',', split), now - BeginsBefore, now.AddDays(parsed.GetValue(days)));
            return CertificateFolder.WriteNode(
                parsed.GetValue(folder)!, node, authority, parsed.GetValue(force));
        }));
        return command;
    }

    private static Option<string> Folder(string name, string description) =>
        new(name) { Description = description, Required = true };

    private static Option<int> Days(int usual)
    {
        var days = new Option<int>("--days") { Description = "days of validity", DefaultValueFactory = _ => usual };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 36_500) result.AddError("--days takes 1 to 36500");
        });
        return days;
    }

    private static Option<bool> Force() =>
        new("--force") { Description = "replace files that are there already" };

    private static int Report(Func<IReadOnlyList<string>> make)
    {
        try
        {
            foreach (var file in make()) Console.WriteLine(file);
            return 0;
        }
        catch (Exception wrong) when (wrong is IOException or InvalidDataException or ArgumentException
            or UnauthorizedAccessException)
        {
            var hint = wrong is IOException ? " (--force replaces files)" : "";
            Console.Error.WriteLine($"weft cert: {wrong.Message}{hint}");
            return 2;
        }
    }
}
