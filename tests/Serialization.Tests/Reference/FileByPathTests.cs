namespace Weft.Serialization.Tests;

/// <summary>
/// The reference's tests of h5py: what stands for a part of a file travels by path and name and is opened again, to
/// read, where it arrives. Here a file of lines "group/name=numbers" and serializers that a user would register.
/// </summary>
public sealed class FileByPathTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly WeftSerializer _weft;

    public FileByPathTests()
    {
        File.WriteAllLines(_path, ["group/data=1 2 3", "group/other=4", "top=5"]);
        var registry = new SerializerRegistry();
        registry.Register<NumberFile>(
            file => new Payload(PathOf(file)), (header, _) => Open(header));
        registry.Register<NumberGroup>(
            group => new Payload(PathOf(group.File, group.Name)),
            (header, _) => new NumberGroup(Open(header), NameIn(header)));
        registry.Register<NumberSet>(
            set => new Payload(PathOf(set.File, set.Name)), (header, _) => new NumberSet(Open(header), NameIn(header)));
        _weft = new WeftSerializer(registry);
    }

    public void Dispose() => File.Delete(_path);

    [Fact]
    [Trait("reference", "123")]
    public void A_file_travels_by_its_path_and_is_opened_to_read()
    {
        var back = RoundTrip(new NumberFile(_path, CanWrite: false));
        Assert.Equal(_path, back.Path);
        Assert.False(back.CanWrite);
    }

    [Fact]
    [Trait("reference", "124")]
    public void A_group_travels_by_path_and_name()
    {
        var back = RoundTrip(new NumberGroup(new NumberFile(_path, CanWrite: false), "group"));
        Assert.Equal((_path, "group"), (back.File.Path, back.Name));
        Assert.Equal(["data", "other"], back.Members());
    }

    [Fact]
    [Trait("reference", "125")]
    public void A_set_of_numbers_travels_by_path_and_name_and_has_the_same_numbers_there()
    {
        var set = new NumberSet(new NumberFile(_path, CanWrite: false), "group/data");
        var payload = _weft.Serialize(set);
        Assert.Empty(payload.Frames);
        var back = (NumberSet)_weft.Deserialize(payload)!;
        Assert.Equal((_path, "group/data"), (back.File.Path, back.Name));
        Assert.Equal([1, 2, 3], back.Numbers());
    }

    [Fact]
    [Trait("reference", "126")]
    public void A_file_that_is_open_for_writing_fails_with_the_reason_and_no_other_family_takes_it()
    {
        var file = new NumberFile(_path, CanWrite: true);
        foreach (object value in new object[] { file, new NumberSet(file, "top") })
        {
            var payload = _weft.Serialize(value);
            Assert.Equal("error", payload.Header.Serializer);
            var error = Assert.Throws<RemoteErrorException>(() => _weft.Deserialize(payload));
            Assert.Contains("open for writing", error.Message, StringComparison.Ordinal);
        }
    }

    private static Header PathOf(NumberFile file, string name = "") => file.CanWrite
        ? throw new InvalidOperationException($"{file.Path} is open for writing; only files open to read can travel")
        : new HeaderBuilder().Set("path", file.Path).Set("name", name).Build();

    private static NumberFile Open(Header header) =>
        header.TryGetString("path", out string? path) && File.Exists(path)
            ? new NumberFile(path, CanWrite: false)
            : throw new WireFormatException($"there is no file at {path}");

    private static string NameIn(Header header) => header.TryGetString("name", out string? name)
        ? name
        : throw new WireFormatException("a part of a file lacks its name");

    private T RoundTrip<T>(T value) => _weft.Deserialize<T>(_weft.Serialize(value));

    private sealed record NumberFile(string Path, bool CanWrite);

    private sealed record NumberGroup(NumberFile File, string Name)
    {
        public string[] Members() =>
            [.. System.IO.File.ReadLines(File.Path).Where(line => line.StartsWith(Name + '/', StringComparison.Ordinal))
                .Select(line => line[(Name.Length + 1)..line.IndexOf('=', StringComparison.Ordinal)])];
    }

    private sealed record NumberSet(NumberFile File, string Name)
    {
        public int[] Numbers() =>
            [.. System.IO.File.ReadLines(File.Path)
                .Single(line => line.StartsWith(Name + '=', StringComparison.Ordinal))
                .Split('=')[1].Split(' ').Select(int.Parse)];
    }
}
