namespace Weft.Serialization;

/// <summary>A part on its way in: the final array, or the receiver of a payload.</summary>
/// <param name="Array">The array that the frames land in, or null.</param>
/// <param name="Raw">How the array's memory is seen; set with it.</param>
/// <param name="Receiver">The payload's receiver, or null.</param>
/// <param name="FirstFrame">The first of its frames, not counting the stream.</param>
/// <param name="FrameCount">How many frames it has.</param>
internal readonly record struct PicklePart(
    Array? Array, RawArray? Raw, PayloadReceiver? Receiver, int FirstFrame, int FrameCount);
