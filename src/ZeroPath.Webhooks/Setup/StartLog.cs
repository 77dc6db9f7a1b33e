using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks;

internal static partial class StartLog
{
    [LoggerMessage(EventId = 73, Level = LogLevel.Information,
        Message =
            "ZeroPath.Webhooks {Version} has started. Store: {Store}. Endpoints: {Endpoints}. Subscriptions: {Subscriptions}. "
                + "Receivers: {Receivers}.{Doors}")]
    public static partial void Started(
        ILogger logger, string? version, string store, int endpoints, int subscriptions, string receivers, string doors);

    [LoggerMessage(EventId = 74, Level = LogLevel.Information,
        Message =
            "Of what code or configuration files give, the store overrides: {Ids}. What is written there has no effect, and takes effect "
                + "again once the stored one is removed.")]
    public static partial void Overridden(ILogger logger, string ids);

    [LoggerMessage(EventId = 75, Level = LogLevel.Warning,
        Message = "A store was chosen {Count} times. The last one, {Store}, is used. Leave the other calls out.")]
    public static partial void SeveralStores(ILogger logger, int count, string store);

    [LoggerMessage(EventId = 76, Level = LogLevel.Warning,
        Message = "{What} could not be made at the start. It is made again when it is needed.")]
    public static partial void NotMade(ILogger logger, Exception exception, string what);
}
