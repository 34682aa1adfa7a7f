using System.Text.Json.Serialization;

namespace Weft.Runtime;

/// <summary>Written ahead of time, since programs may switch reflection in JSON off.</summary>
[JsonSerializable(typeof(WorkerSettings))]
[JsonSerializable(typeof(WorkerReady))]
[JsonSerializable(typeof(TransferTotals))]
internal sealed partial class WorkerJson : JsonSerializerContext;
