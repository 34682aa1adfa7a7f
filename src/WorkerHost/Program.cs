return await Weft.Runtime.WorkerProcess.RunAsync(args);
