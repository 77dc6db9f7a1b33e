using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Runs the handlers of the events in the inbox.</summary>
internal sealed class ReceivedJobHandler(WebhookHandlers handlers, IOptions<ZeroPathWebhooksOptions> options) : IJobHandler
{
    public string Kind => JobKinds.Received;

    public IReadOnlyCollection<string> Names => handlers.Names;

    public int MaxConcurrency => options.Value.Handlers.MaxConcurrency;

    public RetrySchedule Retry => options.Value.Handlers.Retry;

    public Task<JobTransition?> RunAsync(LeasedJob leased, CancellationToken cancellationToken) =>
        handlers.RunAsync(leased, WebhookJson.Read(leased.Job.Body.Span), cancellationToken);
}
