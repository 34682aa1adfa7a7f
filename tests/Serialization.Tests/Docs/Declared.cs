using Weft.Serialization;
using Weft.Serialization.Samples;

// sample: declared
[assembly: WeftSerializer(typeof(ScanSerializer))]
[assembly: WeftSerializer(typeof(IntervalSerializer<>), OpenGeneric = typeof(Interval<>))]
[assembly: WeftFamily(typeof(ShortScanFamily))]
// end
