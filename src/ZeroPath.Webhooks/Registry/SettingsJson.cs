using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZeroPath.Webhooks;

/// <summary>
/// How endpoints and subscriptions are written into the settings of their rows: without what columns and secrets hold, and without what is
/// read the same when it is missing.
/// </summary>
internal static class SettingsJson
{
    private static readonly JsonSerializerOptions Options = new(RoutingJsonContext.Default.Options)
    {
        TypeInfoResolver = RoutingJsonContext.Default.WithAddedModifier(type =>
        {
            foreach (var member in type.Properties)
            {
                member.ShouldSerialize = IsWritten(type.Type, member.Name);
            }
        }),
    };

    public static JsonTypeInfo<WebhookEndpoint> Endpoint { get; } =
        (JsonTypeInfo<WebhookEndpoint>)Options.GetTypeInfo(typeof(WebhookEndpoint));

    public static JsonTypeInfo<WebhookSubscription> Subscription { get; } =
        (JsonTypeInfo<WebhookSubscription>)Options.GetTypeInfo(typeof(WebhookSubscription));

    private static Func<object, object?, bool> IsWritten(Type type, string member) => member switch
    {
        "id" or "version" or "headers" or "signingSecrets" or "formatSettings" => (_, _) => false,

        // A subscription's is its own. In the history stands its endpoint's.
        "organizationId" when type == typeof(WebhookEndpoint) => (_, _) => false,
        "format" => (_, value) => value is not WebhookEndpoint.ZeroPathFormat,
        "ordered" or "propagateTrace" => (_, value) => value is not false,
        "threshold" => (_, value) => value is not SeverityLevel.Info,
        _ => (_, value) => value is not null,
    };
}
