using System.Runtime.Serialization;

namespace Weft.Actors;

/// <summary>
/// What leaves a serializer in place of whatever was thrown inside it: any exception but a
/// <see cref="SerializationException"/> costs Akka's whole association, and so does one that throws when asked for its
/// texts, as those of users may.
/// </summary>
internal static class SerializerFault
{
    /// <summary>The exception to throw; itself where its kind and its texts are known to be good.</summary>
    /// <param name="what">Who failed, and at what.</param>
    /// <param name="error">What was thrown.</param>
    public static SerializationException Of(string what, Exception error)
    {
        try
        {
            _ = error.ToString();
            // A class of the user's own may answer otherwise the next time.
            return error is SerializationException known && (known.GetType() == typeof(SerializationException)
                || known is UnknownManifestException)
                ? known
                : new SerializationException($"{what}: {error.Message}", error);
        }
        catch (Exception)
        {
            return new SerializationException($"{what}: {error.GetType()}, which has no text");
        }
    }
}
