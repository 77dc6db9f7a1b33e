using System.Diagnostics;
using System.Globalization;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Spans of publishing and of attempts. They carry ids, and neither addresses nor headers nor payloads; what an exception says is not in
/// them either. Without a listener none is made.
/// </summary>
internal static class WebhookTracing
{
    private static readonly ActivitySource Source = new(WebhookMetrics.Name, WebhookMetrics.Version);

    public static Activity? StartPublish() => Source.StartActivity("publish webhook", ActivityKind.Producer);

    /// <summary>What is stored with events, so that their attempts are linked to this, by other processes too.</summary>
    public static string? TraceParentOf(Activity? publish) => publish is { Recorded: true } ? W3CIdOf(publish) : null;

    /// <summary>The value of a <c>traceparent</c> header.</summary>
    public static string? W3CIdOf(Activity? activity) => activity is { IdFormat: ActivityIdFormat.W3C } ? activity.Id : null;

    public static void Published(Activity? publish, IReadOnlyList<PublishedEvent> events)
    {
        if (publish is { IsAllDataRequested: true })
        {
            publish.SetTag("zeropath.event.count", events.Count);
            publish.SetTag("zeropath.delivery.count", events.Sum(added => added.Deliveries.Count));
            if (events is [var only])
            {
                publish.SetTag("zeropath.event.id", only.Id);
            }
        }
    }

    /// <returns>False, to be used as an exception filter.</returns>
    public static bool Failed(Activity? activity, Exception exception)
    {
        activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", exception.GetType().FullName);
        return false;
    }

    public static Activity? StartAttempt(LeasedDelivery delivery, int number)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        KeyValuePair<string, object?>[] tags =
        [
            new("http.request.method", "POST"),
            new("zeropath.event.id", delivery.EventId),
            new("zeropath.delivery.id", delivery.DeliveryId),
            new("zeropath.endpoint.id", delivery.EndpointId),
        ];
        ActivityLink[] links = ActivityContext.TryParse(delivery.TraceParent, null, isRemote: true, out var publish) ? [new(publish)] : [];
        var activity = Source.StartActivity("POST", ActivityKind.Client, parentContext: default, tags, links);
        return number == 1 ? activity : activity?.SetTag("http.request.resend_count", number - 1);
    }

    /// <summary>The span of one run of a job. Its parent is what had the job added, in whichever process.</summary>
    public static Activity? StartJob(Job job) => Source.StartActivity(
        $"run {job.Kind}",
        ActivityKind.Consumer,
        ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out var parent) ? parent : default,
        [new("zeropath.job.id", job.Id), new("zeropath.job.attempt", job.Starts)]);

    /// <summary>Ends the span of an attempt. What a listener of the host's throws does not undo the attempt.</summary>
    public static void Ended(Activity? activity, DeliveryAttempt attempt)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetTag("http.response.status_code", attempt.StatusCode);
        if (attempt.Outcome != AttemptOutcome.Accepted)
        {
            activity.SetStatus(ActivityStatusCode.Error);
            activity.SetTag(
                "error.type", attempt.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? WebhookMetrics.NameOf(attempt.Outcome));
        }

        try
        {
            activity.Dispose();
        }
        catch (Exception)
        {
            // It is the listener's own.
        }
    }
}
