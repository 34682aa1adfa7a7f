// Some tests measure allocations and waiting times of the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
