using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("A request to an endpoint. What is secret in it is shown as ***.")]
internal sealed record RequestResource
{
    [Description("The method.")]
    public required string Method { get; init; }

    [Description("Where it goes.")]
    [FromOutside]
    public required string Url { get; init; }

    [Description("Its headers.")]
    [FromOutside]
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    [Description("Its body.")]
    [FromOutside]
    public required string Body { get; init; }

    /// <param name="request">The request.</param>
    /// <param name="endpoint">The endpoint that it goes to.</param>
    /// <param name="formats">What is secret of it.</param>
    public static RequestResource? Of(ShownRequest? request, WebhookEndpoint endpoint, WebhookFormats formats) =>
        request is null ? null : new()
        {
            Method = request.Method,
            Url = Masking.Mask(endpoint with { Url = request.Url }, formats),
            Headers = request.Headers.ToDictionary(),
            Body = request.Body,
        };
}
