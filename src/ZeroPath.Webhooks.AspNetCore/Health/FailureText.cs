using System.Diagnostics.CodeAnalysis;

namespace ZeroPath.Webhooks.AspNetCore.Health;

/// <summary>Failures of a store, for people: what a driver says may name what it was given; what the library says does not.</summary>
internal static class FailureText
{
    [return: NotNullIfNotNull(nameof(failure))]
    public static string? Of(Exception? failure) => failure switch
    {
        null => null,
        WebhookStoreException or TimeoutException => failure.Message,
        _ => $"It threw {failure.GetType().Name}; the log has the details.",
    };
}
