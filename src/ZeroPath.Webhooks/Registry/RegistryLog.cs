using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks;

internal static partial class RegistryLog
{
    [LoggerMessage(EventId = 14, Level = LogLevel.Warning,
        Message =
            "Values of custom headers and of formats' settings, and signing secrets, are stored in the clear. Call UseDataProtection() of "
                + "ZeroPath.Webhooks.AspNetCore, or register an ISecretProtector, to protect them.")]
    public static partial void SecretsInTheClear(ILogger logger);

    [LoggerMessage(EventId = 18, Level = LogLevel.Error,
        Message = "The stored subscription {SubscriptionId} of endpoint {EndpointId} cannot be read, so that it gets no events: {Reason}")]
    public static partial void SubscriptionUnreadable(ILogger logger, string subscriptionId, string endpointId, string reason);
}
