using Weft.Transport;

namespace Weft.Runtime;

/// <summary>
/// Lets a thread that has just brought news handle it itself. Waking another thread costs more than most pieces of mail
/// take: where a thread lends itself, mailboxes that its posts find idle are not handed to the pool but wait on this
/// thread until the outermost <see cref="End"/>, which runs them one after the other, with those that they post to in
/// turn. Posting itself never runs anything, so it may be done under a lock; lending must not.
/// </summary>
internal static class LentThread
{
    // Who lent the thread wants it back: what is left after so many items goes to the pool.
    private const int ItemsMax = 256;

    [ThreadStatic]
    private static Queue<ILentWork>? s_waiting;

    [ThreadStatic]
    private static bool s_isLent;

    /// <summary>Begins to lend this thread; false where it is lent already, and then nothing must be ended.</summary>
    public static bool TryBegin()
    {
        if (s_isLent) return false;
        s_waiting ??= new Queue<ILentWork>();
        SendTurn.TryBegin();
        return s_isLent = true;
    }

    /// <summary>Takes the work for later where this thread is lent; else the caller finds it another thread.</summary>
    public static bool TryTake(ILentWork work)
    {
        if (!s_isLent) return false;
        s_waiting!.Enqueue(work);
        return true;
    }

    /// <summary>Runs what has come together; the thread stays lent, and what was sent is not written yet.</summary>
    public static void Run()
    {
        var waiting = s_waiting!;
        var left = ItemsMax;
        while (left > 0 && waiting.TryDequeue(out var work)) left -= work.Run(left);
        while (waiting.TryDequeue(out var work)) work.HandToPool();
    }

    /// <summary>Runs what has come together, writes what that sent, and stops lending.</summary>
    public static void End()
    {
        Run();
        s_isLent = false;
        SendTurn.End();
    }

    /// <summary>As <see cref="End"/>, where the thread is lent at all.</summary>
    public static void EndIfBegun()
    {
        if (s_isLent) End();
    }
}
