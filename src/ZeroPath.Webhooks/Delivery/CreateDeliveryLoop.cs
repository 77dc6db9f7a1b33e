using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Makes a loop.</summary>
/// <param name="signal">Wakes the loop, and is set by it whenever an attempt ends.</param>
internal delegate DeliveryLoop CreateDeliveryLoop(WorkSignal signal);
