namespace Weft.Examples.Matrices;

/// <summary>As much of matrices as this example needs.</summary>
public static class Matrix
{
    /// <summary>Turns each pair of coordinates by an angle; its square turns them by twice that.</summary>
    public static double[,] Rotation(int rows, double angle)
    {
        var matrix = new double[rows, rows];
        for (var i = 0; i + 1 < rows; i += 2)
        {
            (matrix[i, i], matrix[i, i + 1]) = (Math.Cos(angle), -Math.Sin(angle));
            (matrix[i + 1, i], matrix[i + 1, i + 1]) = (Math.Sin(angle), Math.Cos(angle));
        }

        if (rows % 2 == 1) matrix[rows - 1, rows - 1] = 1;
        return matrix;
    }

    /// <summary>The product, row by row; what is zero on the left costs nothing.</summary>
    public static double[,] Multiply(double[,] left, double[,] right)
    {
        var product = new double[left.GetLength(0), right.GetLength(1)];
        for (var i = 0; i < left.GetLength(0); i++)
        {
            for (var k = 0; k < left.GetLength(1); k++)
            {
                var factor = left[i, k];
                if (factor == 0) continue;
                for (var j = 0; j < right.GetLength(1); j++) product[i, j] += factor * right[k, j];
            }
        }

        return product;
    }

    /// <summary>The largest difference of two entries.</summary>
    public static double Distance(double[,] left, double[,] right) =>
        left.Cast<double>().Zip(right.Cast<double>(), (l, r) => Math.Abs(l - r)).Max();
}
