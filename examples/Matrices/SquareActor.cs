using Akka.Actor;

namespace Weft.Examples.Matrices;

/// <summary>Answers a matrix by its square, in one plain Tell, however large it is.</summary>
public sealed class SquareActor : ReceiveActor
{
    /// <summary>Takes matrices from then on.</summary>
    public SquareActor() => Receive<double[,]>(matrix => Sender.Tell(Matrix.Multiply(matrix, matrix)));
}
