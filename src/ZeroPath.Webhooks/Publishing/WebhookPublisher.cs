using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

internal sealed class WebhookPublisher(
    WebhookStore store,
    DeliveryDispatcher dispatcher,
    WebhookRegistry registry,
    WorkSignal signal,
    WebhookMetrics metrics,
    IOptions<ZeroPathWebhooksOptions> options,
    TimeProvider time)
    : IWebhookPublisher
{
    public WebhookStore Store => store;

    public WebhookPayload CreatePayload(WebhookEvent webhookEvent)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        return new()
        {
            Time = time.GetUtcNow().ToUnixTimeSeconds(),
            Host = options.Value.Host,
            Source = options.Value.Source,
            Event = webhookEvent,
        };
    }

    public Task<PublishResult> PublishAsync(WebhookEvent webhookEvent, string? idempotencyKey, CancellationToken cancellationToken) =>
        PublishAsync(CreatePayload(webhookEvent), idempotencyKey, cancellationToken);

    public async Task<PublishResult> PublishAsync(WebhookPayload payload, string? idempotencyKey, CancellationToken cancellationToken) =>
        (await AddAsync([new PublishRequest(payload, idempotencyKey)], store.Deliveries, cancellationToken).ConfigureAwait(false))[0];

    public async Task<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<PublishRequest> publications, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publications);
        return await AddAsync([.. publications], store.Deliveries, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<PublishResult>> PublishAsync(
        IReadOnlyList<PublishRequest> publications, IEventWriter writer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publications);
        ArgumentNullException.ThrowIfNull(writer);
        return await AddAsync([.. publications], writer, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<PublishResult[]> AddAsync(PublishRequest[] batch, IEventWriter writer, CancellationToken cancellationToken)
    {
        using var activity = WebhookTracing.StartPublish();
        try
        {
            ThrowIfInvalid(batch);
            await registry.LoadAsync(cancellationToken).ConfigureAwait(false);
            var router = registry.Router;
            var trace = WebhookTracing.TraceParentOf(activity);

            // In a transaction of the caller's nobody knows when it will be there.
            var isThere = ReferenceEquals(writer, store.Deliveries);
            var run = isThere ? dispatcher.HostRun : null;
            var asked = time.GetTimestamp();
            var events = new PublishedEvent[batch.Length];
            IReadOnlyList<PublishedEvent>? stored = null;
            try
            {
                for (var i = 0; i < batch.Length; i++)
                {
                    events[i] = Prepare(batch[i], router, trace, run);
                }

                stored = await writer.AddAsync(events, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                run?.Published(events, stored, asked);
            }

            var results = new PublishResult[batch.Length];
            for (var i = 0; i < results.Length; i++)
            {
                results[i] = new(router, batch[i].Payload.Event)
                {
                    EventId = stored[i].Id,
                    Deliveries = stored[i].Deliveries,
                    IsRepeat = stored[i].Id != events[i].Id,
                };
                metrics.Published(results[i].Deliveries.Count, results[i].IsRepeat);
                if (isThere && stored[i].Deliveries.Any(delivery => delivery.LeasedFor is null))
                {
                    signal.Notify();
                }
            }

            WebhookTracing.Published(activity, stored);
            return results;
        }
        catch (Exception e) when (WebhookTracing.Failed(activity, e))
        {
            throw;
        }
    }

    private static void ThrowIfInvalid(PublishRequest[] batch)
    {
        List<ValidationProblem>? problems = null;
        for (var i = 0; i < batch.Length; i++)
        {
            ThrowIfUnusable(batch[i], i);
            if (WebhookValidator.Validate(batch[i].Payload) is { Count: > 0 } found)
            {
                (problems ??= []).AddRange(batch.Length == 1 ? found : found.Select(problem => problem with { Path = $"[{i}]{problem.Path[1..]}" }));
            }
        }

        if (problems is not null)
        {
            throw new WebhookValidationException(problems);
        }
    }

    private static void ThrowIfUnusable(PublishRequest? publication, int index)
    {
        if (publication?.Payload is null)
        {
            throw new ArgumentException($"Publication {index} has no payload.", nameof(publication));
        }

        if (publication.IdempotencyKey is { } key && (string.IsNullOrWhiteSpace(key) || key.Length > PublishRequest.MaxKeyLength))
        {
            throw new ArgumentException(
                $"The idempotency key of publication {index} is blank or longer than {PublishRequest.MaxKeyLength} characters. Leave it out for none.",
                nameof(publication));
        }
    }

    private PublishedEvent Prepare(PublishRequest publication, Router router, string? trace, DispatchRun? run)
    {
        var (payload, idempotencyKey) = publication;
        var facts = EventFacts.Of(payload.Event);
        var now = time.GetUtcNow();
        var id = Ids.NewEvent(now);
        var body = WebhookJson.Write(payload);
        var contentHash = idempotencyKey is null ? null : Convert.ToHexStringLower(SHA256.HashData(WebhookJson.Write(payload with { Time = 0 })));
        var routed = router.Route(payload.Event, facts);

        // At the end: whatever fails before has no place to give back.
        var deliveries = new Delivery[routed.Count];
        for (var i = 0; i < deliveries.Length; i++)
        {
            deliveries[i] = new()
            {
                Id = Ids.NewDelivery(now),
                EventId = id,
                EventType = payload.Event.Type,
                EndpointId = routed[i].Endpoint.Id,
                SubscriptionIds = [.. routed[i].Subscriptions.Select(subscription => subscription.Id)],
                CreatedAt = now,
                DueAt = now,
                LeasedFor = run?.Reserve(routed[i].Endpoint.Id, body.Length),
            };
        }

        return new PublishedEvent
        {
            Id = id,
            Type = payload.Event.Type,
            OrganizationId = facts.OrganizationId,
            RepositoryId = facts.RepositoryIds is [var only] ? only : null,
            PublishedAt = now,
            Body = body,
            IdempotencyKey = idempotencyKey,
            TraceParent = trace,
            ContentHash = contentHash,
            Deliveries = deliveries,
        };
    }
}
