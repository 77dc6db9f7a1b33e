namespace ZeroPath.Webhooks;

/// <summary>The headers of a delivery's requests, beside those of Standard Webhooks (D30).</summary>
internal static class DeliveryHeaders
{
    public const string Event = "zeropath-event";
    public const string Delivery = "zeropath-delivery";
    public const string Attempt = "zeropath-attempt";
    public const string Test = "zeropath-test";
}
