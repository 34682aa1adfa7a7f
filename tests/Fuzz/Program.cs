return Weft.Fuzz.FuzzCommand.Run(args, Console.Out);
