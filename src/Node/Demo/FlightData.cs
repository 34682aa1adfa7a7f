namespace Weft.Node.Demo;

/// <summary>The three columns of the demo's data, from a folder of numpy files.</summary>
public static class FlightData
{
    /// <summary>The folder that is delivered beside the program.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "data", "flights");

    /// <summary>Reads <c>delay.npy</c> (int16), <c>distance.npy</c> (int32) and <c>time.npy</c> (float64).</summary>
    /// <exception cref="InvalidDataException">A file is missing or does not hold what it should.</exception>
    public static FlightPartition Load(string folder)
    {
        foreach (var name in new[] { "delay.npy", "distance.npy", "time.npy" })
        {
            if (!File.Exists(Path.Combine(folder, name)))
                throw new InvalidDataException(
                    $"{folder} has no {name}; --data takes a folder with delay.npy, distance.npy and time.npy");
        }

        var flights = new FlightPartition(
            NpyFile.Read<short>(Path.Combine(folder, "delay.npy"), "<i2"),
            NpyFile.Read<int>(Path.Combine(folder, "distance.npy"), "<i4"),
            NpyFile.Read<double>(Path.Combine(folder, "time.npy"), "<f8"));
        Check(flights, folder);
        return flights;
    }

    private static void Check(FlightPartition flights, string folder)
    {
        int rows = flights.Delay.Length, distances = flights.Distance.Length, times = flights.Time.Length;
        if (rows == 0 || rows != distances || rows != times)
            throw new InvalidDataException(
                $"the columns in {folder} must have one length above 0, but have {rows}, {distances} and {times}");
        for (var i = 0; i < rows; i++)
        {
            if (flights.Time[i] is >= 0 and < HourlyDelays.Hours) continue;
            throw new InvalidDataException(
                $"time.npy in {folder} has {flights.Time[i]} at row {i}; hours run from 0 to below 24");
        }
    }
}
