using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("Where events are sent. What is marked as fixed can be left out, or stay as it was shown.")]
internal sealed record EndpointResource
{
    [Description("What identifies it. Operators can choose it when they create one; then it is fixed.")]
    public string? Id { get; set; }

    [Description("What people call it.")]
    [FromOutside]
    public required string Name { get; set; }

    [Description("Where its requests go: absolute, https, without user info and fragment. Values in its query are shown as ***, "
        + "and all beyond the host where whoever knows it may post there, as with Slack and Teams.")]
    [FromOutside]
    public required string Url { get; set; }

    [Description("Headers sent with every request. Their values are shown as ***; written so, the value that is stored stays.")]
    [FromOutside]
    public IReadOnlyDictionary<string, string>? Headers { get; set; }

    [Description("How its requests are made of events: ZeroPath, the documented payload, unless it is written; "
        + "or Slack, Teams, PagerDuty, GitHubDispatch, SplunkHec, CloudEvents, or one of the host's own.")]
    public string? Format { get; set; }

    [Description("What its format needs to know, such as RoutingKey of PagerDuty. Secret values are shown as ***; written so, the value "
        + "that is stored stays, unless format or host change.")]
    [FromOutside]
    public IReadOnlyDictionary<string, string>? FormatSettings { get; set; }

    [Description("The organization whose events alone it gets; none for the host's own, "
        + "which can get those of all. Fixed once it is created.")]
    public string? OrganizationId { get; set; }

    [Description("How many requests at once it gets at most from one process.")]
    public int? MaxConcurrency { get; set; }

    [Description("How many requests a second it gets at most from one process.")]
    public double? MaxPerSecond { get; set; }

    [Description("When a delivery to it that was not accepted is attempted again; left out for what the host has set.")]
    public RetryResource? Retry { get; set; }

    [Description("Whether it gets one request at a time, and events in the order in which they were published.")]
    public bool Ordered { get; set; }

    [Description("Whether it gets the trace of its attempts.")]
    public bool PropagateTrace { get; set; }

    [Description("Whether events are sent to it.")]
    public bool Enabled { get; set; } = true;

    [Description("Why it is not enabled, for people.")]
    [FromOutside]
    public string? DisabledReason { get; set; }

    [Description("What its requests are signed with, newest first; the secrets themselves are not shown. Fixed: there is a route to "
        + "rotate them.")]
    public IReadOnlyList<SecretResource>? SigningSecrets { get; set; }

    [Description("Why what is stored of it cannot be read or may not be used by now, so that nothing is sent to it. Fixed.")]
    public string? UnreadableReason { get; set; }

    public static EndpointResource Of(WebhookEndpoint endpoint, WebhookFormats formats) => new()
    {
        Id = endpoint.Id,
        Name = endpoint.Name,
        Url = Masking.Mask(endpoint, formats),
        Headers = endpoint.Headers.Keys.Order(StringComparer.Ordinal).ToDictionary(name => name, _ => Masking.Masked),
        Format = endpoint.Format,
        FormatSettings = endpoint.FormatSettings.OrderBy(setting => setting.Key, StringComparer.Ordinal).ToDictionary(
            setting => setting.Key, setting => formats.IsSecret(endpoint, setting.Key) ? Masking.Masked : setting.Value),
        OrganizationId = endpoint.OrganizationId,
        MaxConcurrency = endpoint.MaxConcurrency,
        MaxPerSecond = endpoint.MaxPerSecond,
        Retry = RetryResource.Of(endpoint.Retry),
        Ordered = endpoint.Ordered,
        PropagateTrace = endpoint.PropagateTrace,
        Enabled = endpoint.Enabled,
        DisabledReason = endpoint.Enabled ? null : endpoint.DisabledReason,
        SigningSecrets = [.. endpoint.SigningSecrets.Select(secret => new SecretResource { ExpiresAt = secret.ExpiresAt })],
        UnreadableReason = endpoint.UnreadableReason,
    };
}
