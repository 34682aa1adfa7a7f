using System.Text;
using Weft.Node.Demo;

namespace Weft.Node.Tests;

public sealed class NpyFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_delivered_columns_have_200_000_rows()
    {
        var flights = FlightData.Load(FlightData.DefaultFolder);
        Assert.Equal(200_000, flights.Rows);
        Assert.Equal([0, 171, 177, 8, 7], flights.Delay[..5]);
        Assert.Equal([1452, 2227, 491, 1678, 1515], flights.Distance[..5]);
        Assert.Equal(23.983333333333334, flights.Time.Max());
    }

    [Fact]
    public void An_array_is_read_as_it_was_written()
    {
        Write("{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }", [1, 0, 0, 0, 2, 0, 0, 0, 255, 255, 255, 255]);
        Assert.Equal([1, 2, -1], NpyFile.Read<int>(_path, "<i4"));
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "expected one dimension of '<i4'")]
    [InlineData("{'descr': '<i4', 'fortran_order': True, 'shape': (3,), }", "expected one dimension of '<i4'")]
    [InlineData("{'descr': '<i4', 'fortran_order': False, 'shape': (3, 1), }", "expected one dimension of '<i4'")]
    [InlineData("{'descr': '<i4', 'fortran_order': False, 'shape': (4,), }", "declares 4 elements")]
    public void Another_array_is_refused_by_what_it_holds(string header, string reason)
    {
        Write(header, new byte[12]);
        var error = Assert.Throws<InvalidDataException>(() => NpyFile.Read<int>(_path, "<i4"));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains(_path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_longer_than_the_file_is_refused()
    {
        File.WriteAllBytes(_path, [0x93, .. "NUMPY"u8, 1, 0, 0xFF, 0xFF, 0, 0]);
        var error = Assert.Throws<InvalidDataException>(() => NpyFile.Read<int>(_path, "<i4"));
        Assert.Contains("declares a header of 65535 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_the_magic_bytes_is_refused()
    {
        File.WriteAllText(_path, "delay,distance,time");
        Assert.Throws<InvalidDataException>(() => NpyFile.Read<int>(_path, "<i4"));
    }

    [Fact]
    public void A_folder_without_the_columns_is_refused_by_the_name_of_the_file()
    {
        var error = Assert.Throws<InvalidDataException>(() => FlightData.Load(AppContext.BaseDirectory));
        Assert.Contains("delay.npy", error.Message, StringComparison.Ordinal);
    }

    private void Write(string header, byte[] elements)
    {
        var text = Encoding.ASCII.GetBytes(header.PadRight(53) + "\n");
        byte[] prefix = [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8)];
        File.WriteAllBytes(_path, [.. prefix, .. text, .. elements]);
    }
}
