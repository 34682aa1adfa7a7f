namespace Weft.Fuzz;

/// <summary>Names of types, forged: long ones, deep ones, ill-formed ones, gadgets of other serializers.</summary>
internal static class NameAttacks
{
    // Types by which other serializers were made to run code: names must lead nowhere.
    private static readonly string[] Gadgets =
    [
        "System.Diagnostics.Process", "System.Windows.Data.ObjectDataProvider", "System.IO.FileInfo",
        "System.Data.DataSet", "System.Security.Principal.WindowsIdentity",
        "System.Configuration.Install.AssemblyInstaller",
        "System.Runtime.Remoting.ObjRef", "System.Web.UI.LosFormatter", "System.Collections.Hashtable",
        "System.Resources.ResXResourceReader", "System.Management.Automation.PSObject", "System.Delegate",
        "System.Activities.Presentation.WorkflowDesigner", "System.Reflection.Assembly", "System.Threading.Thread",
        "System.Runtime.InteropServices.GCHandle", "System.IntPtr", "System.Linq.Expressions.Expression",
    ];

    public static IEnumerable<CorpusFile> All() =>
    [
        .. Gadgets.Select((name, i) => Body(
            $"name-gadget-{i + 1:00}", $"names {name}, by which other serializers were made to act", name)),
        Body("name-gadget-of-an-assembly", "a gadget with its assembly, which must not be loaded for it",
            "[PresentationFramework]System.Windows.Data.ObjectDataProvider"),
        Body("name-gadget-as-argument", "a gadget within an allowed collection",
            "System.Collections.Generic.List`1[System.Diagnostics.Process]"),
        Body("name-gadget-as-element", "a gadget as an array's element", "System.Diagnostics.Process[][]"),
        Body("name-assembly-qualified", "a name as the loader reads it: version, key and all",
            "System.Diagnostics.Process, System, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089"),
        Body("name-long", "4,100 characters, where 4,096 are taken", new string('A', 4100)),
        Body("name-generic-bomb", "30 lists within each other: parsing recurses, and each is a type for ever",
            Repeated("System.Collections.Generic.List`1[", 30) + "int" + new string(']', 30)),
        Body("name-generic-bomb-short", "tuples of tuples, doubled at each level: few characters, many types",
            Doubled("System.Tuple`2", 5)),
        Body("name-arrays-bomb", "300 arrays of arrays", "int" + Repeated("[]", 300)),
        Body("name-rank-33", "an array of 33 dimensions", "int[" + new string(',', 32) + "]"),
        Body("name-arguments-too-many", "40 arguments",
            "System.ValueTuple`8[" + string.Join(',', Enumerable.Repeat("int", 40)) + "]"),
        Body("name-arity", "one argument for a type of two", "System.Collections.Generic.Dictionary`2[int]"),
        Body("name-open", "a generic type without its arguments", "System.Collections.Generic.List`1"),
        Body("name-constraint", "an argument that breaks a constraint", "System.Nullable`1[string]"),
        Body("name-nullable-twice", "a nullable of a nullable", "System.Nullable`1[System.Nullable`1[int]]"),
        Body("name-pointer", "a pointer", "int*"),
        Body("name-by-reference", "a reference", "int&"),
        Body("name-void", "void as an element", "System.Void[]"),
        Body("name-of-a-span", "a structure that may live on stacks only", "System.Span`1[byte][]"),
        Body("name-empty", "no name at all", ""),
        Body("name-brackets", "brackets alone", "[[[]]]"),
        Body("name-control-characters", "a name that would move the cursor of whoever prints it",
            "int\u001b[2J\u0000\n"),
        Body("name-turned", "marks that turn the direction of writing", "\u202eegdag\u202c"),
        GraphAttacks.Graph("name-not-utf8", "a name that is no UTF-8",
            new Raw(0x92, 0xa3, 0xff, 0xfe, 0xfd, 0x90)),
        CorpusFile.Payload("name-in-msgpack", "a type of the msgpack family that is none of it",
            Pack.Map("serializer", "msgpack", "type", "System.Diagnostics.Process"), Pack.Of(1)),
        CorpusFile.Payload("name-in-msgpack-confused", "a number that the header says is a list",
            Pack.Map("serializer", "msgpack", "type", "System.Collections.Generic.List`1[int]"), Pack.Of(1)),
        CorpusFile.Payload("name-in-collection", "a collection of a type that never travels by its elements",
            Pack.Map("is-collection", true, "type", "System.Collections.Generic.HashSet`1[int]", "sub-headers",
                Pack.List(), "frame-counts", Pack.List())),
    ];

    private static CorpusFile Body(string name, string attacks, string type) =>
        GraphAttacks.Graph(name, attacks, GraphAttacks.Named(type, Pack.List()));

    private static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string Doubled(string generic, int levels)
    {
        string name = "int";
        for (int i = 0; i < levels; i++) name = $"{generic}[{name},{name}]";
        return name;
    }
}
