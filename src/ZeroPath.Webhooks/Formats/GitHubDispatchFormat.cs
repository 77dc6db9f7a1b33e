namespace ZeroPath.Webhooks;

/// <summary>A <c>repository_dispatch</c> of GitHub, which starts workflows of GitHub Actions.</summary>
internal sealed class GitHubDispatchFormat : IWebhookFormat
{
    // "Create a repository dispatch event": event_type has at most 100 characters, client_payload ten members, all of it less than 64 KB.
    internal const int MaxBytes = 64_000;
    internal const int MaxEventType = 100;
    private const string EventType = "EventType";

    // Six with the event's id.
    private static readonly string[] Members = ["time", "host", "source", "sourcetype", "event"];

    public string Name => "GitHubDispatch";

    public IReadOnlyList<WebhookFormatSetting> Settings { get; } =
    [
        new(EventType, "Write the event_type that workflows wait for, of at most 100 characters, or leave it out for the event's own type.")
        {
            IsSecret = false,
            IsValid = type => type.Length is > 0 and <= MaxEventType,
        },
    ];

    public WebhookFormatRequest Make(WebhookFormatInput input)
    {
        var payload = FormatJson.Read(input.Body);
        return FormatJson.Fit(MaxBytes, (writer, limits) =>
        {
            writer.WriteString(
                "event_type",
                input.Endpoint.FormatSettings.GetValueOrDefault(EventType) ?? Cutting.Text(input.EventType.Name, MaxEventType));
            writer.WriteStartObject("client_payload");
            writer.WriteString("id", input.EventId);
            foreach (var name in Members)
            {
                if (FormatJson.Find(payload, name) is { } value)
                {
                    writer.WritePropertyName(name);
                    Cutting.Write(writer, value, limits);
                }
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>GitHub's secondary rate limit answers 403 too.</summary>
    public bool AsksForTime(int statusCode) => statusCode is 403 or 429 or 503;
}
