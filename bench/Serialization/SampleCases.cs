using System.Data;
using System.Text.Json;
using System.Text.Json.Serialization;
using Newtonsoft.Json;
using Weft.Serialization;

namespace Weft.Bench;

/// <summary>A record, a graph and a table, each beside those that can bring the same value back.</summary>
internal static class SampleCases
{
    private static readonly WeftSerializer Serializer = new(
        new SerializerRegistry(),
        new WeftSerializerOptions
        {
            TypePolicy = TypePolicy.Closed.AllowType<Order>().AllowType<Node>().AllowType<Graph>(),
        });

    public static SerializationCase Record()
    {
        var order = new Order(
            4_711, "ACME", "DE-0815-42", 300, 12.375, 0.99, true,
            new DateTime(2024, 2, 29, 12, 30, 1, DateTimeKind.Utc),
            new Guid("5f0d7c1e-93a4-4f57-8d4a-2f1d0c9b8a77"), [1, 2, 3, 4, 5, 6, 7, 8]);
        return new SerializationCase(
            "record_of_10",
            Contenders.Weft(order, Serializer),
            Contenders.General(order),
            back => order.Equals(back as Order));
    }

    /// <summary>MessagePack-CSharp is not among them: it keeps no references.</summary>
    public static SerializationCase Graph()
    {
        var graph = global::Weft.Bench.Graph.Make(1000);
        var preserve = new JsonSerializerOptions { ReferenceHandler = ReferenceHandler.Preserve };
        var objects = new JsonSerializerSettings { PreserveReferencesHandling = PreserveReferencesHandling.Objects };
        return new SerializationCase(
            "graph_of_1000",
            Contenders.Weft(graph, Serializer),
            [Contenders.SystemTextJson(graph, preserve), Contenders.Newtonsoft(graph, objects)],
            back => back is Graph other && graph.IsSame(other));
    }

    /// <summary>Beside the table's own XML and Newtonsoft.Json, which know tables; the others do not.</summary>
    public static SerializationCase Table(int rows)
    {
        var table = new DataTable("trades");
        table.Columns.Add("id", typeof(long));
        table.Columns.Add("price", typeof(double));
        table.Columns.Add("symbol", typeof(string));
        table.Columns.Add("at", typeof(DateTime));
        var start = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var i = 0; i < rows; i++)
            table.Rows.Add((long)i, i / 8.0, i % 10 == 9 ? DBNull.Value : $"S{i % 50}", start.AddSeconds(i));
        return new SerializationCase(
            $"table_of_1e{Math.Round(Math.Log10(rows))}",
            new Contender(
                "weft",
                () => Serializer.Serialize(table, new SerializeOptions { OnError = OnError.Raise }),
                payload => Serializer.Deserialize((Payload)payload)),
            [Xml(table), Contenders.Newtonsoft(table)],
            back => back is DataTable other && IsSame(table, other));
    }

    private static Contender Xml(DataTable table) => new(
        "table_xml",
        () =>
        {
            var stream = new MemoryStream();
            table.WriteXml(stream, XmlWriteMode.WriteSchema);
            return stream;
        },
        encoded =>
        {
            var back = new DataTable();
            back.ReadXml(new MemoryStream(((MemoryStream)encoded).ToArray()));
            return back;
        });

    private static bool IsSame(DataTable table, DataTable other)
    {
        if (table.Rows.Count != other.Rows.Count || table.Columns.Count != other.Columns.Count) return false;
        for (var row = 0; row < table.Rows.Count; row++)
        {
            for (var column = 0; column < table.Columns.Count; column++)
            {
                var (own, its) = (table.Rows[row][column], other.Rows[row][column]);
                // The others bring the instant back, but not always in the same zone.
                if (its is DateTime at) its = at.ToUniversalTime();
                if (!own.Equals(its)) return false;
            }
        }

        return true;
    }
}
