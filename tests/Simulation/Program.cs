return Weft.Simulation.SimulationCommand.Run(args, Console.Out);
