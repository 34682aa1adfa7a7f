using System.Reflection;

namespace Weft.Architecture.Tests;

public sealed class PurityTests
{
    /// <summary>Types whose every member reaches outside, keeps time, takes chance or starts work.</summary>
    private static readonly HashSet<string> BannedTypes =
    [
        "System.Console",
        "System.Diagnostics.Stopwatch",
        "System.Diagnostics.Process",
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo",
        "System.IO.RandomAccess", "System.IO.StreamReader", "System.IO.StreamWriter",
        "System.Threading.Thread", "System.Threading.ThreadPool", "System.Threading.Timer",
        "System.Threading.PeriodicTimer", "System.Threading.Tasks.Parallel", "System.TimeProvider",
        "System.Security.Cryptography.RandomNumberGenerator",
    ];

    /// <summary>Single members of types that are harmless otherwise.</summary>
    private static readonly HashSet<string> BannedMembers =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Environment.get_TickCount", "System.Environment.get_TickCount64", "System.Environment.Exit",
        "System.Environment.GetEnvironmentVariable",
        "System.Guid.NewGuid", "System.Guid.CreateVersion7", "System.Random.get_Shared",
        "System.Threading.Tasks.Task.Run", "System.Threading.Tasks.Task.Delay",
        "System.Threading.Tasks.TaskFactory.StartNew",
        "System.Data.DataTable.ReadXml", "System.Data.DataTable.WriteXml", "System.Data.DataTable.ReadXmlSchema",
        "System.Data.DataTable.WriteXmlSchema", "System.Data.DataTable.Load",
        "System.Reflection.Assembly.Load", "System.Reflection.Assembly.LoadFrom", "System.Reflection.Assembly.LoadFile",
    ];

    private static readonly string[] BannedNamespaces =
        ["System.Net", "System.Data.Common", "System.Data.Odbc", "System.Data.OleDb", "Microsoft.Extensions.Logging"];

    /// <summary>Of System.Data only what lies in memory: tables are values like any other.</summary>
    private static readonly HashSet<string> TablesInMemory =
    [
        "DataTable", "DataException", "DataColumn", "DataColumnCollection", "DataRow", "DataRowCollection",
        "DataRowState", "DataRowVersion", "DataSetDateTime", "Constraint", "ConstraintCollection", "UniqueConstraint",
        "ForeignKeyConstraint", "PropertyCollection", "InternalDataCollectionBase",
    ];

    public static TheoryData<string> PureParts => ["Weft.Serialization", "Weft.Tasks", "Weft.Transport"];

    [Theory]
    [MemberData(nameof(PureParts))]
    public void A_pure_part_does_no_io_reads_no_clock_and_starts_no_work(string assembly)
    {
        var types = WeftAssemblies.Load(assembly).GetTypes().Where(IsPure).ToArray();
        Assert.True(types.Length > 10, $"only {types.Length} types of {assembly} were looked at");
        var members = types.SelectMany(CalledMembers.Of).ToArray();
        Assert.True(members.Length > 1000, $"only {members.Length} members were looked at");
        var offences = members.Where(call => IsBanned(call.Member))
            .Select(call => $"{call.Caller.DeclaringType}.{call.Caller.Name} uses {NameOf(call.Member)}")
            .Distinct();
        Assert.Empty(offences);
    }

    [Fact]
    public void The_check_sees_what_shells_do()
    {
        var runtime = WeftAssemblies.Load("Weft.Runtime").GetTypes().SelectMany(CalledMembers.Of);
        Assert.Contains(runtime, call => IsBanned(call.Member));
        var sockets = WeftAssemblies.Load("Weft.Transport").GetTypes().Where(type => !IsPure(type));
        Assert.Contains(sockets.SelectMany(CalledMembers.Of), call => IsBanned(call.Member));
    }

    // In Transport only the connection machine is pure; it has a namespace of its own.
    private static bool IsPure(Type type) =>
        type.Assembly.GetName().Name != "Weft.Transport"
        || (type.FullName ?? "").StartsWith("Weft.Transport.Connections.", StringComparison.Ordinal);

    private static bool IsBanned(MemberInfo member)
    {
        var type = member as Type ?? member.DeclaringType;
        if (type is null) return false;
        var space = type.Namespace ?? "";
        if (BannedNamespaces.Any(banned => space == banned || space.StartsWith(banned + ".", StringComparison.Ordinal)))
            return true;
        if (space == "System.Data" && !TablesInMemory.Contains(type.Name)) return true;
        return BannedTypes.Contains(type.FullName ?? "") || BannedMembers.Contains(NameOf(member));
    }

    private static string NameOf(MemberInfo member) =>
        member is Type type ? type.FullName ?? type.Name : $"{member.DeclaringType?.FullName}.{member.Name}";
}
