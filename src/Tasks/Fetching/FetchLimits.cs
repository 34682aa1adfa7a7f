namespace Weft.Tasks;

/// <summary>How much is fetched at once.</summary>
/// <param name="ConcurrencyMax">Requests that may be out at the same time.</param>
/// <param name="BytesMax">Bytes of one request; a single value may be larger.</param>
/// <param name="BusyDelayNanoseconds">How long a peer that refused is left alone.</param>
/// <param name="Seed">Decides which of several equal holders is asked.</param>
internal readonly record struct FetchLimits(int ConcurrencyMax, long BytesMax, long BusyDelayNanoseconds, int Seed);
