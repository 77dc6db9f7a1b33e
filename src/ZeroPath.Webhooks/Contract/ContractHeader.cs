using System.Text.Json.Nodes;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks;

/// <summary>A header of a delivery's request, as the documents describe it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsRequired">Whether every request has it.</param>
/// <param name="Description">What it says.</param>
/// <param name="Pattern">The form of its value.</param>
internal sealed record ContractHeader(string Name, bool IsRequired, string Description, string Pattern)
{
    public static readonly ContractHeader[] All =
    [
        new(
            WebhookSignature.IdHeader,
            true,
            "The event's id, the same for all endpoints and attempts. Handle each id once.",
            "^evt_[0-9a-f]+$"),
        new(WebhookSignature.TimestampHeader, true, "When the attempt was made, in seconds since 1970-01-01T00:00:00Z.", "^[0-9]+$"),
        new(WebhookSignature.SignatureHeader, false,
            "There when the endpoint has a signing secret, or the host a key: signatures by Standard Webhooks over id, timestamp and body, "
            + "with full stops between them (v1: HMAC-SHA256, v1a: Ed25519), one for each secret and key in force, apart by spaces.",
            "^[^, ]+,[A-Za-z0-9+/=]+( [^, ]+,[A-Za-z0-9+/=]+)*$"),
        new(DeliveryHeaders.Event, true, "The type of the event, the payload's sourcetype.", "^.+$"),
        new(DeliveryHeaders.Delivery, true, "The delivery's id, the same for all attempts.", "^.+$"),
        new(DeliveryHeaders.Attempt, true, "The number of the attempt, from 1.", "^[1-9][0-9]*$"),
        new(DeliveryHeaders.Test, false, "There on a test send, which is no delivery.", "^true$"),
    ];

    public JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = Pattern };
}
