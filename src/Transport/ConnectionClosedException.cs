namespace Weft.Transport;

/// <summary>
/// A connection could not be made, or ended before what was asked of it was done. The message carries the reason that
/// either end gave.
/// </summary>
public sealed class ConnectionClosedException(string reason, Exception? inner = null) : IOException(reason, inner);
