namespace ZeroPath.Webhooks;

/// <summary>What an attempt says of the format that its request was sent in.</summary>
internal static class FormatSentences
{
    public const string ReadAsFailure = "The answer says that the event was not taken, whatever its status.";

    /// <summary>Null for the documented payload, of which there is nothing to say.</summary>
    public static string? OfRequest(WebhookEndpoint endpoint, WebhookFormatRequest request) =>
        endpoint.Format == WebhookEndpoint.ZeroPathFormat ? null
        : request.IsCut ? $"Sent as {endpoint.Format}, and cut to keep within its limits."
        : $"Sent as {endpoint.Format}.";
}
