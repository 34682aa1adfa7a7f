using Weft.Serialization.Samples;

namespace Weft.Serialization.Tests;

/// <summary>Runs what docs/serialization.md shows; the code between the markers is the page's.</summary>
public sealed class SampleTests
{
    private const double HalfOfTheDigits = 1e-7;

    public static TheoryData<string, string> Ways => new()
    {
        { "walked", "pickle" }, { "fields", "dask" }, { "functions", "dask" }, { "serializer", "dask" },
        { "family", "short-scan" },
    };

    [Fact]
    public void A_value_becomes_a_header_and_frames_that_are_its_memory()
    {
        // sample: first
        var weft = WeftSerializer.Default;
        double[] numbers = [1.5, 2.5, 4.0];

        Payload payload = weft.Serialize(numbers);
        double[] back = weft.Deserialize<double[]>(payload);
        // end
        Assert.Equal(numbers, back);
        numbers[0] = 7;
        Assert.Equal(BitConverter.GetBytes(7.0), Assert.Single(payload.Frames)[..8].ToArray());
        Assert.Contains($"```text\n{payload.Header}\n```", SamplePage.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_scan_comes_back_by_each_of_the_five_ways(string way, string family)
    {
        var weft = FiveWays.All.Single(w => w.Name == way).Weft;
        var scan = Scans.Make(1000);

        var payload = weft.Serialize(scan, new SerializeOptions { OnError = OnError.Raise });

        Assert.Equal(family, payload.Header.Serializer);
        var difference = way == "family" ? HalfOfTheDigits : 0;
        Assert.True(Scans.AreSame(scan, weft.Deserialize<Scan>(payload), difference));
        Hostile.FlipEveryByte(weft, weft.Serialize(Scans.Make(2)));
    }

    [Fact]
    public void The_frames_of_a_scan_are_its_arrays_where_the_page_says_so()
    {
        foreach (var (way, weft) in FiveWays.All)
        {
            var scan = Scans.Make(1000);
            var payload = weft.Serialize(scan);
            int frames = payload.Frames.Count;
            scan.Values[999] = 0.125;
            bool aliases = payload.Frames[^1].Span[^8..].SequenceEqual(BitConverter.GetBytes(0.125));
            Assert.Equal(way is "walked" or "fields" or "serializer", aliases);
            Assert.Equal(way == "walked" ? 3 : 2, frames);
        }
    }

    [Fact]
    public void What_encoding_a_scan_allocates_grows_with_its_arrays_only_where_the_page_says_so()
    {
        foreach (var (way, weft) in FiveWays.All)
        {
            var more = Allocated(weft, Scans.Make(100_000)) - Allocated(weft, Scans.Make(1000));
            if (way is "functions" or "family") Assert.True(more > 99_000 * sizeof(double), $"{way}: {more} bytes");
            else Assert.InRange(more, -500, 500);
        }

        static long Allocated(WeftSerializer weft, Scan scan)
        {
            weft.Serialize(scan);
            long before = GC.GetAllocatedBytesForCurrentThread();
            weft.Serialize(scan);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void What_an_assembly_declares_serves_after_one_call()
    {
        // sample: declared-use
        var registry = new SerializerRegistry();
        registry.RegisterAssembly(typeof(Scan).Assembly);
        // end
        var weft = new WeftSerializer(registry);
        var scan = Scans.Make(100);
        Assert.True(Scans.AreSame(scan, weft.Deserialize<Scan>(weft.Serialize(scan))));
        var half = new SerializeOptions { Serializers = ["short-scan"] };
        Assert.Equal("short-scan", weft.Serialize(scan, half).Header.Serializer);
    }

    [Fact]
    public void A_call_chooses_its_families_and_those_it_accepts()
    {
        var registry = new SerializerRegistry();
        registry.RegisterFamily(new ShortScanFamily());
        registry.AllowType(typeof(Scan));
        var weft = new WeftSerializer(registry);
        var scan = Scans.Make(1000);

        // sample: choose
        var exact = weft.Serialize(scan);    // by dask or pickle
        var half = weft.Serialize(scan, new SerializeOptions { Serializers = ["short-scan", "dask", "pickle"] });
        var back = weft.Deserialize<Scan>(half, new DeserializeOptions { Deserializers = ["short-scan"] });
        // end
        Assert.Equal("pickle", exact.Header.Serializer);
        Assert.True(Scans.AreSame(scan, back, HalfOfTheDigits));
        Assert.Throws<DeserializationRefusedException>(
            () => weft.Deserialize(half, new DeserializeOptions { Deserializers = ["dask"] }));
    }

    [Fact]
    public void An_open_generic_type_has_one_registration()
    {
        var registry = new SerializerRegistry();
        // sample: open-use
        registry.RegisterOpenGeneric(typeof(Interval<>), typeof(IntervalSerializer<>));
        // end
        var weft = new WeftSerializer(registry);
        var interval = new Interval<double>(1, 2);
        Assert.Equal(interval, weft.Deserialize(weft.Serialize(interval)));
        var days = new Interval<DateOnly>(DateOnly.MinValue, DateOnly.MaxValue);
        Assert.Equal(days, weft.Deserialize(weft.Serialize(days)));
        Hostile.FlipEveryByte(weft, weft.Serialize(interval));
    }

    [Fact]
    public void Each_class_of_a_hierarchy_comes_back_as_itself()
    {
        var registry = new SerializerRegistry();
        // sample: hierarchy-use
        registry.AllowType(typeof(Thermometer));
        registry.AllowType(typeof(Barometer));
        registry.RegisterHierarchy<Gauge>(
            (gauge, _) => new Payload(new HeaderBuilder().Set("unit", gauge.Unit).Build()),
            (type, header, _) =>
            {
                var gauge = (Gauge)Activator.CreateInstance(type)!;    // allowed here, and a gauge
                gauge.Unit = header.TryGetString("unit", out string? unit) ? unit : "";
                return gauge;
            });
        // end
        var weft = new WeftSerializer(registry);
        var back = weft.Deserialize<Gauge>(weft.Serialize(new Barometer { Unit = "hPa" }));
        Assert.Equal("hPa", Assert.IsType<Barometer>(back).Unit);
    }

    [Fact]
    public void Fields_are_skipped_and_renamed_as_the_options_say()
    {
        var registry = new SerializerRegistry();
        // sample: fields-options-use
        registry.RegisterGeneric<Probe>(new FieldwiseOptions
        {
            Skip = ["Cache"],
            Rename = new Dictionary<string, string> { ["Samples"] = "values" },
        });
        // end
        var weft = new WeftSerializer(registry);
        var payload = weft.Serialize(new Probe { Name = "p", Samples = new double[500], Cache = [1] });
        var back = weft.Deserialize<Probe>(payload);
        Assert.Equal(("p", 500, null), (back.Name, back.Samples.Length, back.Cache));
        Assert.Contains("values", payload.Header.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tolerant_type_comes_back()
    {
        var weft = WeftSerializer.Default;
        var back = weft.Deserialize<Settings>(weft.Serialize(new Settings { Threshold = 0.5, Retries = 3 }));
        Assert.Equal((0.5, 3), (back.Threshold, back.Retries));
    }

    [Fact]
    public void Objects_that_refer_to_each_other_come_back_referring_to_each_other()
    {
        // sample: cycle-use
        var harbour = new Stop("harbour");
        var museum = new Stop("museum") { Next = harbour };
        harbour.Next = museum;

        var weft = WeftSerializer.Default;
        var back = weft.Deserialize<Stop>(weft.Serialize(harbour));
        bool isSame = ReferenceEquals(back, back.Next!.Next);
        // end
        Assert.True(isSame);
        Assert.Equal(("harbour", "museum"), (back.Name, back.Next.Name));
    }
}
