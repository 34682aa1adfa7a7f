namespace Weft.Transport;

/// <summary>
/// Gathers what one thread sends in one go. Between <see cref="TryBegin"/> and <see cref="End"/> short messages only
/// wait in their connections; <see cref="End"/> then writes them on this thread, each connection's together, where that
/// cannot block, and wakes the connection's writer where it could. Order is that of the sends, as ever, and whoever
/// else sends by the same connection meanwhile takes them along. Not to be held across anything slow.
/// </summary>
public static class SendTurn
{
    [ThreadStatic]
    private static List<Connection>? s_touched;

    [ThreadStatic]
    private static bool s_isOpen;

    /// <summary>
    /// Begins a turn of this thread; false where one is open already, and then nothing must be ended.
    /// </summary>
    public static bool TryBegin()
    {
        if (s_isOpen) return false;
        s_touched ??= [];
        return s_isOpen = true;
    }

    /// <summary>Writes what was sent. Never throws: a connection that breaks tells its handler.</summary>
    public static void End()
    {
        s_isOpen = false;
        foreach (var connection in s_touched!) connection.WriteHere();
        s_touched.Clear();
    }

    internal static bool TryTake(Connection connection)
    {
        if (!s_isOpen) return false;
        // A handful at most: one for each peer this thread speaks to in one go.
        if (!s_touched!.Contains(connection)) s_touched.Add(connection);
        return true;
    }
}
