namespace ZeroPath.Webhooks;

/// <summary>The values of <see cref="Delivery.Reason"/>.</summary>
public static class DeliveryReasons
{
    /// <summary>Failed: every attempt of the retry schedule was made.</summary>
    public const string Exhausted = "exhausted";

    /// <summary>Failed: the endpoint answered with one of <see cref="ZeroPathWebhooksOptions.FinalStatuses"/>.</summary>
    public const string FinalStatus = "final_status";

    /// <summary>Failed: its <see cref="Delivery.Deadline"/> came first.</summary>
    public const string Expired = "expired";

    /// <summary>Cancelled: the endpoint answered 410 Gone, which also disabled it.</summary>
    public const string EndpointGone = "endpoint_gone";

    /// <summary>Cancelled: the endpoint was disabled when the delivery's turn came.</summary>
    public const string EndpointDisabled = "endpoint_disabled";

    /// <summary>Cancelled: the endpoint had been removed when the delivery's turn came.</summary>
    public const string EndpointRemoved = "endpoint_removed";

    /// <summary>
    /// Cancelled: somebody asked for it, an operator or the organization itself. <see cref="Job.Reason"/> has it too.
    /// </summary>
    public const string OnRequest = "on_request";

    /// <summary>Failed: what the store holds of it could not be read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Failed: the store refused to record what came of it, with and without the endpoint's answer.</summary>
    public const string Unrecordable = "unrecordable";

    /// <summary>Why nothing is sent to an endpoint, as it is known now; null when it is sent to.</summary>
    internal static string? OfEndpoint(WebhookEndpoint? endpoint) => endpoint switch
    {
        null => EndpointRemoved,
        { Enabled: false } => EndpointDisabled,
        _ => null,
    };
}
