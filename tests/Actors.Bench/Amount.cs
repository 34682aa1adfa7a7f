namespace Weft.Actors.Bench;

/// <summary>How much is sent in one go.</summary>
/// <param name="Count">Messages; a multiple of <paramref name="AnswerEvery"/>.</param>
/// <param name="Window">Messages that may be under way.</param>
/// <param name="AnswerEvery">The peer answers after so many; a divisor of the window.</param>
internal sealed record Amount(int Count, int Window, int AnswerEvery);
