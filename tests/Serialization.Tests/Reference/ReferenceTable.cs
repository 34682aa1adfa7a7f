using System.Globalization;

namespace Weft.Serialization.Tests;

/// <summary>How a test of the reference stands to Weft.</summary>
internal enum ReferenceTag
{
    /// <summary>What it verifies holds here too.</summary>
    Carries,

    /// <summary>What it verifies holds here in another form, or is listed among the differences.</summary>
    Adapted,

    /// <summary>It verifies something that .NET or Weft does not have.</summary>
    None,
}

/// <summary>One of the reference's tests.</summary>
internal sealed record ReferenceTest(int Number, ReferenceTag Tag, string Name);

/// <summary>
/// The 149 tests of the protocol of dask.distributed, numbered as everywhere in Weft. A test of ours that verifies what
/// one of them verifies has the trait "reference" with its number.
/// </summary>
internal static class ReferenceTable
{
    private const string Text =
        """
        1 C any value and a registered one as payloads
        2 A byte strings are their own frame
        3 C an empty array without its frame
        4 C arrays of each element type, also from cut frames
        5 C the marker of a value to encode
        6 C the marker of an encoded value
        7 C markers nested in a message within one process
        8 C a tuple of markers, element by element
        9 A an object with a serializer of its own in a task graph
        10 C scatter of such an object, replicated and gathered
        11 C scatter to one worker, use on another
        12 C a type of no frames
        13 C a message with a value of no frames
        14 C the same three lists deep
        15 C values as one run of bytes, up to 128 MB
        16 A arrays as one run of bytes
        17 C read-only values share the run they are decoded from
        18 C writable values share a writable run
        19 C a compressed list
        20 A an exception that would run code
        21 C families that decline and fail
        22 C a family that is not accepted
        23 C a family that sees the context
        24 C a per-type serializer that sees the context
        25 C a per-type serializer that fails
        26 A nesting until the limit, by depths
        27 C parts with compression of their own
        28 C frames cut at a limit
        29 C which collections go element by element
        30 C lists by each order of families
        31 A memory as a value
        32 N memory of objects
        33 C empty memory
        34 A empty memory of two dimensions
        35 A a large object between processes
        36 C what a message can hold
        37 C small messages
        38 C small messages are short
        39 C a small value beside a large one
        40 C a large value beside its message
        41 C a map of many number keys
        42 C values left encoded
        43 C a value to encode through a message, left encoded on the way
        44 C an encoded value through a message
        45 C a per-type serializer's own header
        46 C the bytes that a value takes
        47 A nesting beyond the limit
        48 A what a message cannot hold
        49 A values beyond 2^31 bytes
        50 C frames in one run
        51 C bytes behind the frames
        52 C frames that have not arrived
        53 C joining nothing
        54 C joining one piece
        55 C joining adjacent pieces
        56 C joining pieces that are read-only
        57 N joining what is no memory
        58 C joining pieces with gaps
        59 C joining pieces of two buffers
        60 N joining reversed memory
        61 N joining memory of two dimensions
        62 N joining memory of two formats
        63 C a buffer to receive into
        64 C a buffer out of pieces
        65 A bytes counted, not items
        66 N finding the root of an array
        67 A a local object through a message
        68 C collections whose first item is an array
        69 C a large tuple of numbers is one frame
        70 C an array three lists deep
        71 A plain objects by the object family
        72 A an object's buffer as a frame of its own
        73 A an empty buffer of an object
        74 N numpy arrays by the object family
        75 A functions
        76 N modules by value
        77 A an object graph with a registered type
        78 A the same, nested
        79 A functions of the main program
        80 C read-only values stay read-only
        81 C a square array
        82 A arrays of every kind and layout
        83 C writable and not
        84 A values that may be missing
        85 N the missing value itself
        86 N element types written in C
        87 A mapped memory
        88 C an array larger than a shard
        89 N element lengths
        90 C a compressed array
        91 C compressed memory
        92 C a result larger than a shard
        93 C repeated rows
        94 C rows that are not repeated
        95 N a flag of numpy's
        96 C the setting of compression
        97 A the choice of a codec
        98 C bytes compressed
        99 C noise stays as it is
        100 C memory of numbers compressed
        101 C compressed also where it is not decoded
        102 A decompression without another copy
        103 C short and long, by each codec
        104 C noise is found out by a sample
        105 C numbers in a row are worth it
        106 C the codec that is taken by itself
        107 C codecs from many threads
        108 C large texts with small neighbours
        109 C an encoded value stays compressed
        110 A how often a result is compressed between hosts
        111 C never on one host
        112 N data frames
        113 N writable data frames
        114 A record batches
        115 A record batches through a cluster
        116 A record batches compressed
        117 N file descriptions of a file system
        118 N layered graphs
        119 N blockwise graphs
        120 N shuffles of data frames
        121 A annotations of tasks
        122 N annotations of data frames
        123 A a file by its path
        124 A a group in a file
        125 A a data set in a file
        126 A a file that is open for writing
        127 N an array over a file
        128 N sums over a file
        129 N another kind of file
        130 N its variables
        131 N its groups
        132 N it on a cluster
        133 N sparse matrices
        134 N sparse arrays
        135 N a large sparse array
        136 A a tensor of another library
        137 A its gradient
        138 N its models
        139 N its gradients alone
        140 N models of a third library
        141 N arrays on a device
        142 N of another library
        143 N buffers on a device
        144 N arrays on a device, second library
        145 N from the first
        146 N from the buffers
        147 N sparse
        148 N collections of them
        149 N frames of them
        """;

    /// <summary>All tests in the order of their numbers.</summary>
    public static IReadOnlyList<ReferenceTest> All { get; } =
        [.. Text.Split('\n', StringSplitOptions.TrimEntries).Select(Parse)];

    private static ReferenceTest Parse(string line)
    {
        var parts = line.Split(' ', 3);
        var tag = parts[1] switch
        {
            "C" => ReferenceTag.Carries,
            "A" => ReferenceTag.Adapted,
            "N" => ReferenceTag.None,
            _ => throw new FormatException(line),
        };
        return new ReferenceTest(int.Parse(parts[0], CultureInfo.InvariantCulture), tag, parts[2]);
    }
}
