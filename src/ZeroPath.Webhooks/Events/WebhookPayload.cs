using System.Text.Json;

namespace ZeroPath.Webhooks.Events;

/// <summary>A whole webhook document: the envelope and the event in it.</summary>
/// <remarks>
/// <see cref="WebhookJson"/> reads and writes it. The library never logs it or its event, or puts them into a message, a trace or a metric.
/// </remarks>
public sealed class WebhookPayload
{
    /// <summary>When the payload was emitted, in seconds since 1970-01-01T00:00:00Z; at least 0.</summary>
    public required long Time { get; set; }

    /// <summary>The host it comes from, such as <c>zeropath.com</c>.</summary>
    public required string Host { get; set; }

    /// <summary>The system it comes from, such as <c>zeropath</c>.</summary>
    public required string Source { get; set; }

    /// <summary>What happened. Its type is the payload's <c>sourcetype</c>.</summary>
    public required WebhookEvent Event { get; set; }

    /// <summary>Members of the envelope that this version does not know, as they came; written back unchanged.</summary>
    public Dictionary<string, JsonElement>? AdditionalMembers { get; set; }

    internal WebhookPayload At(long time)
    {
        var copy = (WebhookPayload)MemberwiseClone();
        copy.Time = time;
        return copy;
    }
}
