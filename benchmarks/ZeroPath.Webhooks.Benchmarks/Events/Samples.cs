using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Benchmarks.Events;

internal static class Samples
{
    /// <summary>The documentation's own SCAN_COMPLETE payload, without white space.</summary>
    public static readonly byte[] ScanComplete = WebhookJson.Write(EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample());
}
