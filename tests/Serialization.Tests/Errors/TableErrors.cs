using System.Data;
using Weft.Fuzz;

namespace Weft.Serialization.Tests.Errors;

/// <summary>Tables: headers and columns that are none, and tables that cannot be sent.</summary>
internal static class TableErrors
{
    public static IEnumerable<ErrorSource> All() => [.. Headers(), .. Contents(), .. Sending()];

    private static IEnumerable<ErrorSource> Headers() =>
    [
        new("a table has more rows than the limit", () => ErrorSource
            .NewSerializer(Limits.Default with { TableRowsMax = 2 })
            .Deserialize(ErrorSource.Payload(Whole(Pack.Map("name", "t", "rows", 3, "columns", Pack.List()))))),
        new("a table lacks its columns", Table(Pack.Map("name", "t", "rows", 3))),
        new("a table's column lacks its type", Table(Pack.Map(
            "name", "t", "rows", 0, "columns", Pack.List(Pack.Map("name", "c"))))),
        new("a table's column is of a type that columns cannot have", Table(Pack.Map(
            "name", "t", "rows", 0, "columns",
            Pack.List(Pack.Map("name", "c", "type", "System.Nullable`1[int]"))))),
        new("a table lacks its name", Table(Pack.Map(
            "rows", 0, "columns", Pack.List(), "sub-headers", Pack.List(), "frame-counts", Pack.List()))),
        new("a table's column counts by more than a seed and a step", Column(
            ["counting", Pack.List(1)], 0, Numbers(0), [])),
        new("a table's column has a mapping that is none", Column(["mapping", 9], 0, Numbers(0), [])),
        new("a rule of a table names no columns", Table(Pack.Map(
            "name", "t", "rows", 0, "columns", Pack.List(), "unique", Pack.List(Pack.Map("name", "u")),
            "sub-headers", Pack.List(), "frame-counts", Pack.List()))),
        new("a table has more rules of unique cells than .NET could check", Table(Pack.Map(
            "name", "t", "rows", 0, "columns", Pack.List(),
            "unique", Pack.List([.. Enumerable.Repeat((object)Pack.Map("name", "u"), 65)]),
            "sub-headers", Pack.List(), "frame-counts", Pack.List()))),
    ];

    private static IEnumerable<ErrorSource> Contents() =>
    [
        new("a table's column has another number of cells", Column([], 1, Numbers(0), [])),
        new("a table is none by the rules of .NET", Table(Pack.Map(
            "name", "t", "rows", 0, "columns", Pack.List(Named("c"), Named("c")), "sub-headers",
            Pack.List(Numbers(0), Numbers(0)), "frame-counts", Pack.List(1, 1)), [], [])),
        new("a table's presence bits are too few", Table(Pack.Map(
            "name", "t", "rows", 9, "columns",
            Pack.List(Pack.Map("name", "c", "type", "int", "nulls", true)), "sub-headers",
            Pack.List(Numbers(9), Bytes(1)), "frame-counts", Pack.List(1, 1)), new byte[36], [1])),
        new("a table's properties are no pairs", Properties("a")),
        new("a table's property has no name", Properties(1, 2)),
    ];

    private static IEnumerable<ErrorSource> Sending() =>
    [
        new("a table to be sent has more rows than the limit", () => Send(
            ErrorSource.NewSerializer(Limits.Default with { TableRowsMax = 2 }), Rows(3, new DataColumn("c")))),
        new("a table to be sent has rows and no column", () => Send(ErrorSource.NewSerializer(Limits.Default), Rows(3))),
        new("a table to be sent has more rules of unique cells than travel", () => Send(
            ErrorSource.NewSerializer(Limits.Default), Ruled(65))),
        new("a table's column to be sent is computed", () => Send(
            ErrorSource.NewSerializer(Limits.Default), Rows(0, new DataColumn("c", typeof(int), "1 + 1")))),
        new("a table's column to be sent is of a type that is not allowed", () => Send(
            ErrorSource.NewSerializer(Limits.Default), Rows(0, new DataColumn("c", typeof(Thread))))),
        new("a table's property to be sent has no name", () =>
        {
            var table = Rows(0, new DataColumn("c"));
            table.ExtendedProperties.Add(7, "seven");
            Send(ErrorSource.NewSerializer(Limits.Default), table);
        }),
    ];

    private static DataTable Rows(int count, params DataColumn[] columns)
    {
        var table = new DataTable("t");
        table.Columns.AddRange(columns);
        for (int i = 0; i < count; i++) table.Rows.Add(table.NewRow());
        return table;
    }

    private static void Send(WeftSerializer serializer, DataTable table) =>
        serializer.Serialize(table, new SerializeOptions { OnError = OnError.Raise });

    private static Map Whole(Map sub) => Pack.Map("serializer", "dask", "type", "table", "sub-header", sub);

    private static Action Table(Map sub, params byte[][] frames) => ErrorSource.DecodeDask("table", sub, frames);

    private static Map Named(string name) => Pack.Map("name", name, "type", "int");

    private static Action Column(object?[] more, int rows, Map part, byte[] frame) => Table(
        Pack.Map(
            "name", "t", "rows", rows, "columns", Pack.List(new Map(["name", "c", "type", "int", .. more])),
            "sub-headers", Pack.List(part), "frame-counts", Pack.List(1)),
        frame);

    private static Action Properties(params object?[] entries) => Table(
        Pack.Map(
            "name", "t", "rows", 0, "columns", Pack.List(), "properties", true, "sub-headers",
            Pack.List(Pack.Map("serializer", "pickle")), "frame-counts", Pack.List(1)),
        Pack.Of(Pack.List("object[]", entries)));

    private static Map Numbers(int count) => Pack.Map("serializer", "dask", "type", "array", "sub-header",
        Pack.Map("dtype", "<i4", "shape", Pack.List(count)));

    private static Map Bytes(int count) => Pack.Map("serializer", "dask", "type", "array", "sub-header",
        Pack.Map("dtype", "|u1", "shape", Pack.List(count)));

    private static DataTable Ruled(int rules)
    {
        var table = new DataTable("t");
        for (int i = 0; i < rules; i++)
        {
            table.Constraints.Add(new UniqueConstraint(table.Columns.Add($"c{i}", typeof(int))));
        }

        return table;
    }
}
