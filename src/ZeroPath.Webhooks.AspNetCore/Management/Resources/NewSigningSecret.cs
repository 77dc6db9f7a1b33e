using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

internal sealed record NewSigningSecret
{
    [Description("The new secret, for the receiver. It is shown this once.")]
    public required string Secret { get; init; }

    [Description("The endpoint as it is now.")]
    public required EndpointResource Endpoint { get; init; }
}
