using System.Buffers;
using Weft.Serialization;

namespace Weft.Runtime;

/// <summary>
/// f(x…) as it travels: a function reference and one argument for each parameter, all still encoded, inside one
/// payload that everyone but the worker passes on unread.
/// <code>
/// header    = { "serializer": "task", "version": 1, "function": header, "frames": frames, "arguments": [argument…] }
/// argument  = [0, key]                    the value that the worker holds under the key
///           | [1, [key…]]                 an array of the values under these keys
///           | [2, header, frames]         a value in one of the data families
/// frames    = count                       so many of the payload's frames: first those of the function, then in order
///           | [binary…]                   the frames themselves, where together they are at most 512 bytes
/// </code>
/// Frames of the payload alias the caller's memory. A call of small values has none and so fits into the message that
/// carries it. Immutable.
/// </summary>
public sealed class TaskCall
{
    /// <summary>The family name under which calls travel.</summary>
    public const string FamilyName = "task";

    /// <summary>Frames of one value up to so many bytes together are copied into the header.</summary>
    public const int InlineBytesMax = 512;

    private const int Version = 1;

    internal TaskCall(EncodedPart function, IReadOnlyList<TaskCallArgument> arguments) =>
        (Function, Arguments) = (function, arguments);

    internal EncodedPart Function { get; }

    internal IReadOnlyList<TaskCallArgument> Arguments { get; }

    internal Serialized ToSpec(Limits limits)
    {
        var output = new ArrayBufferWriter<byte>(128 + Function.Header.Length);
        var frames = new List<ReadOnlyMemory<byte>>(Function.Frames.Count);
        var writer = new MsgPackWriter(output);
        writer.WriteMapHeader(5);
        writer.WriteUtf8("serializer"u8);
        writer.WriteString(FamilyName);
        writer.WriteUtf8("version"u8);
        writer.WriteInt64(Version);
        writer.WriteUtf8("function"u8);
        writer.WriteRaw(Function.Header.Span);
        writer.WriteUtf8("frames"u8);
        Write(ref writer, Function.Frames, frames);
        writer.WriteUtf8("arguments"u8);
        writer.WriteArrayHeader(Arguments.Count);
        foreach (var argument in Arguments) Write(ref writer, argument, frames);
        writer.Flush();
        return new Serialized(new Payload(Header.FromEncoded(output.WrittenMemory, limits), [.. frames]));
    }

    /// <summary>Reads what <see cref="ToSpec"/> wrote.</summary>
    /// <exception cref="WireFormatException">The spec is not a call.</exception>
    internal static TaskCall FromSpec(Serialized spec, Limits limits)
    {
        var reader = new SpecReader(spec.Payload, limits);
        return reader.Read();
    }

    private static void Write(
        ref MsgPackWriter writer, TaskCallArgument argument, List<ReadOnlyMemory<byte>> frames)
    {
        switch (argument)
        {
            case TaskCallArgument.Key key:
                writer.WriteArrayHeader(2);
                writer.WriteInt64(0);
                writer.WriteString(key.Name);
                break;
            case TaskCallArgument.Keys keys:
                writer.WriteArrayHeader(2);
                writer.WriteInt64(1);
                writer.WriteArrayHeader(keys.Names.Count);
                foreach (var name in keys.Names) writer.WriteString(name);
                break;
            case TaskCallArgument.Value value:
                writer.WriteArrayHeader(3);
                writer.WriteInt64(2);
                writer.WriteRaw(value.Part.Header.Span);
                Write(ref writer, value.Part.Frames, frames);
                break;
            default:
                throw new CheckException($"no encoding for an argument of type {argument.GetType()}");
        }
    }

    private static void Write(
        ref MsgPackWriter writer, IReadOnlyList<ReadOnlyMemory<byte>> own, List<ReadOnlyMemory<byte>> frames)
    {
        long bytes = 0;
        foreach (var frame in own) bytes += frame.Length;
        if (own.Count == 0 || own.Count > InlineBytesMax || bytes > InlineBytesMax)
        {
            writer.WriteInt64(own.Count);
            frames.AddRange(own);
            return;
        }
        writer.WriteArrayHeader(own.Count);
        foreach (var frame in own) writer.WriteBinary(frame.Span);
    }

    private ref struct SpecReader(Payload payload, Limits limits)
    {
        private readonly ReadOnlyMemory<byte> _encoded = payload.Header.Encoded;
        private MsgPackReader _reader = new(payload.Header.Encoded.Span, limits);
        private int _framesTaken;

        public TaskCall Read()
        {
            EncodedPart? function = null;
            IReadOnlyList<TaskCallArgument>? arguments = null;
            ReadOnlyMemory<byte> header = default;
            string? family = null;
            var entries = _reader.ReadMapHeader();
            _reader.Enter();
            for (var entry = 0; entry < entries; entry++)
            {
                var name = _reader.ReadUtf8();
                if (name.SequenceEqual("serializer"u8)) family = _reader.ReadString();
                else if (name.SequenceEqual("version"u8)) CheckVersion(_reader.ReadInt32());
                else if (name.SequenceEqual("function"u8)) header = RawMap();
                else if (name.SequenceEqual("frames"u8)) function = new EncodedPart(header, Frames());
                else if (name.SequenceEqual("arguments"u8)) arguments = ReadArguments();
                else throw Malformed($"unknown entry '{System.Text.Encoding.UTF8.GetString(name)}'");
            }
            _reader.Leave();
            if (family != FamilyName) throw Malformed($"the family is '{family}', expected '{FamilyName}'");
            if (function is null || header.IsEmpty || arguments is null)
            {
                throw Malformed("one of 'function', 'frames' and 'arguments' is missing or out of order");
            }
            if (_framesTaken != payload.Frames.Count)
            {
                throw Malformed($"it claims {_framesTaken} frames, and {payload.Frames.Count} are there");
            }
            return new TaskCall(function.Value, arguments);
        }

        private readonly void CheckVersion(int version)
        {
            if (version != Version) throw Malformed($"its version is {version}, expected {Version}");
        }

        private List<TaskCallArgument> ReadArguments()
        {
            var count = _reader.ReadArrayHeader();
            _reader.Enter();
            var arguments = new List<TaskCallArgument>(Math.Min(count, 16));
            for (var index = 0; index < count; index++) arguments.Add(ReadArgument());
            _reader.Leave();
            return arguments;
        }

        private TaskCallArgument ReadArgument()
        {
            var fields = _reader.ReadArrayHeader();
            _reader.Enter();
            var kind = _reader.ReadInt32();
            TaskCallArgument argument = (kind, fields) switch
            {
                (0, 2) => new TaskCallArgument.Key(Name()),
                (1, 2) => new TaskCallArgument.Keys(Names()),
                (2, 3) => new TaskCallArgument.Value(new EncodedPart(RawMap(), Frames())),
                _ => throw Malformed($"an argument of kind {kind} with {fields} fields is unknown"),
            };
            _reader.Leave();
            return argument;
        }

        private string Name() => _reader.ReadString() ?? throw Malformed("an argument's key is nil");

        private List<string> Names()
        {
            var count = _reader.ReadArrayHeader();
            var names = new List<string>(Math.Min(count, 1024));
            for (var index = 0; index < count; index++) names.Add(Name());
            return names;
        }

        private ReadOnlyMemory<byte> RawMap()
        {
            var start = _reader.Offset;
            if (_reader.PeekType() != MsgPackType.Map) throw Malformed("a header inside is not a map");
            _reader.Skip();
            return _encoded[start.._reader.Offset];
        }

        private IReadOnlyList<ReadOnlyMemory<byte>> Frames()
        {
            if (_reader.PeekType() == MsgPackType.Array) return InlineFrames();
            var count = _reader.ReadInt32();
            if (count == 0) return [];
            var left = payload.Frames.Count - _framesTaken;
            if (count < 0 || count > left) throw Malformed($"a part claims {count} frames of the {left} left");
            var frames = new ReadOnlyMemory<byte>[count];
            for (var index = 0; index < count; index++) frames[index] = payload.Frames[_framesTaken + index];
            _framesTaken += count;
            return frames;
        }

        private ReadOnlyMemory<byte>[] InlineFrames()
        {
            var count = _reader.ReadArrayHeader();
            if (count > InlineBytesMax) throw Malformed($"{count} frames inside; the limit is {InlineBytesMax}");
            var frames = new ReadOnlyMemory<byte>[count];
            for (var index = 0; index < count; index++)
            {
                var length = _reader.ReadBinary().Length;
                frames[index] = _encoded[(_reader.Offset - length).._reader.Offset];
            }
            return frames;
        }

        private readonly WireFormatException Malformed(string what) =>
            new($"a task's spec is malformed: {what}", _reader.Offset);
    }
}
