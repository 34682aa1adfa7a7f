namespace Weft.Serialization;

/// <summary>
/// A value holds so many collections that its header would be too long for any reader; or it holds few, which refer to
/// each other again and again. Ends the taking apart of the whole value, at whatever depth.
/// </summary>
internal sealed class TakenApartException(int max) : Exception(
    $"it was taken apart into more than {max} collections and objects, and one that is met again is sent again: have " +
    "the family 'pickle' take it as a whole (IterateCollection = false), which sends each once");
