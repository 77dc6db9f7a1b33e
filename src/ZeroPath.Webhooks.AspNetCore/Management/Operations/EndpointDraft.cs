using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>What somebody wrote of an endpoint, put over what is stored of it.</summary>
internal static class EndpointDraft
{
    /// <summary>A new endpoint, of which nothing is stored.</summary>
    public static WebhookEndpoint New(EndpointResource written, string id, WebhooksApiScope scope) => new()
    {
        Id = id,
        Name = written.Name,
        Url = UrlOf(written.Url),
        OrganizationId = scope.IsAll ? written.OrganizationId : scope.OrganizationId,
    };

    /// <returns>The endpoint as it is to be, and what is wrong with what was written; the rules of configuration come on top.</returns>
    public static (
        WebhookEndpoint Endpoint, IReadOnlyList<WebhooksProblemItem> Errors) Apply(
            EndpointResource written, WebhookEndpoint stored, WebhookFormats formats)
    {
        var errors = FixedMembers(written, EndpointResource.Of(stored, formats)).ToList();
        var masking = new Masking(stored, written, formats, errors);
        var url = masking.UnmaskUrl();
        var headers = masking.UnmaskHeaders(url);
        var formatSettings = masking.UnmaskFormatSettings(url);
        var endpoint = stored with
        {
            Name = written.Name,
            Url = UrlOf(url),
            Format = written.Format!,
            MaxConcurrency = written.MaxConcurrency,
            MaxPerSecond = written.MaxPerSecond,
            Retry = written.Retry?.ToSchedule(),
            Ordered = written.Ordered,
            PropagateTrace = written.PropagateTrace,
            Enabled = written.Enabled,
            DisabledReason = written.Enabled ? null : written.DisabledReason,
        };

        // To set headers or settings does away with stored ones that cannot be read.
        endpoint = headers.ToHashSet().SetEquals(stored.Headers) ? endpoint : endpoint with { Headers = headers };
        return (
            formatSettings.ToHashSet().SetEquals(stored.FormatSettings) ? endpoint : endpoint with { FormatSettings = formatSettings },
            errors);
    }

    // The rules say what is wrong with one that is none.
    private static Uri UrlOf(string text) => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var url) ? url : new("", UriKind.Relative);

    private static IEnumerable<WebhooksProblemItem> FixedMembers(EndpointResource written, EndpointResource shown) => FixedMember.Check(
        ("id", written.Id is null || written.Id == shown.Id),
        ("organizationId", written.OrganizationId is null || written.OrganizationId == shown.OrganizationId),
        ("signingSecrets", written.SigningSecrets?.SequenceEqual(shown.SigningSecrets!) != false),
        ("unreadableReason", written.UnreadableReason is null || written.UnreadableReason == shown.UnreadableReason));
}
