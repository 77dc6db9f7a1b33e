using System.Data.Common;
using System.Security.Cryptography;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

internal sealed class WebhookPublisher(
    WebhookStore store,
    StoreGate gate,
    DeliveryLoop loop,
    WebhookRegistry registry,
    PublishReporter reporter,
    PayloadFactory payloads,
    TimeProvider time) : IWebhookPublisher
{
    public async Task<PublishResult> PublishAsync(WebhookEvent webhookEvent, PublishOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        return (await AddAsync([new PublishRequest(webhookEvent)], options, cancellationToken).ConfigureAwait(false))[0];
    }

    public async Task<IReadOnlyList<PublishResult>> PublishAsync(
        IReadOnlyList<PublishRequest> requests, PublishOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return await AddAsync(requests, options, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<PublishResult[]> AddAsync(
        IReadOnlyList<PublishRequest> requests, PublishOptions? options, CancellationToken cancellationToken)
    {
        using var activity = WebhookTracing.StartPublish();
        try
        {
            var accepted = Accept(requests, options?.IdempotencyKey);

            // Before the store is asked anything: it may have to wait for the very transaction that it cannot use.
            var writer = options?.Transaction is { } transaction ? WriterIn(transaction) : null;
            await registry.LoadAsync(gate, cancellationToken).ConfigureAwait(false);
            var router = registry.Router;
            var trace = WebhookTracing.TraceParentOf(activity);
            var events = Array.ConvertAll(accepted, request => Prepare(request, router, trace, options?.Deadline?.ToUniversalTime()));
            var stored = writer is null
                ? await AddAndHandOffAsync(events, cancellationToken).ConfigureAwait(false)
                : await writer.AddAsync(events, lease: null, cancellationToken).ConfigureAwait(false);
            WebhookTracing.Published(activity, stored);
            var results = new PublishResult[events.Length];
            for (var i = 0; i < results.Length; i++)
            {
                var isRepeat = stored[i].Id != events[i].Id;
                reporter.Published(stored[i], accepted[i].Payload.Event, isRepeat, router.Configuration);
                results[i] = new(router, accepted[i].Payload.Event)
                {
                    EventId = stored[i].Id,
                    Deliveries = stored[i].Deliveries,
                    IsRepeat = isRepeat,
                };
            }

            return results;
        }
        catch (Exception e) when (WebhookTracing.Failed(activity, e))
        {
            throw;
        }
    }

    private async ValueTask<IReadOnlyList<PublishedEvent>> AddAndHandOffAsync(PublishedEvent[] events, CancellationToken cancellationToken)
    {
        if (!store.IsDurable && loop.IsClosed)
        {
            throw new InvalidOperationException(
                "The host has stopped, and the store is in memory: what is published now would never be sent. Publish before the host "
                + "stops, or choose a durable store, such as with UseSqliteStore() or UsePostgreSqlStore().");
        }

        using var handOff = loop.Reserve(events);
        var lease = handOff.Lease;
        var stored = await gate.AskAsync(token => store.Deliveries.AddAsync(events, lease, token), cancellationToken).ConfigureAwait(false);
        handOff.Commit(stored);
        return stored;
    }

    private IEventWriter WriterIn(DbTransaction transaction) => store.Transactions is { } transactions
        ? transactions.Join(transaction).Events
        : throw new InvalidOperationException(
            $"The events go to {store.Deliveries.GetType().Name}, which takes no part in transactions. "
            + "Choose a store in your database, such as with UseSqliteStore() or UsePostgreSqlStore().");

    /// <summary>The payloads with their keys, all of which can be published.</summary>
    private (WebhookPayload Payload, string? Key)[] Accept(IReadOnlyList<PublishRequest> requests, string? key)
    {
        if (key is not null && requests.Count != 1)
        {
            throw new ArgumentException(
                $"The options have an idempotency key, and there are {requests.Count} events. "
                + $"Give each its own in its {nameof(PublishRequest)}.",
                nameof(key));
        }

        List<ValidationProblem>? problems = null;
        var accepted = new (WebhookPayload Payload, string? Key)[requests.Count];
        for (var i = 0; i < accepted.Length; i++)
        {
            accepted[i] = Accept(requests[i], key, i);
            if (FindProblems(accepted[i].Payload) is { Count: > 0 } found)
            {
                (problems ??= []).AddRange(
                    accepted.Length == 1 ? found : found.Select(problem => problem with { Path = $"[{i}]{problem.Path[1..]}" }));
            }
        }

        return problems is null ? accepted : throw new WebhookValidationException(problems);
    }

    private static IReadOnlyList<ValidationProblem> FindProblems(WebhookPayload payload) =>
        WebhookValidator.Validate(payload) is { Count: > 0 } problems ? problems
            : EventFacts.Of(payload.Event).FindKeysThatCannotBeStored(payload.Event);

    private (WebhookPayload Payload, string? Key) Accept(PublishRequest? request, string? key, int index)
    {
        if (request is null or { Event: null, Payload: null })
        {
            throw new ArgumentException($"Publication {index} has no event.", nameof(request));
        }

        key ??= request.IdempotencyKey;
        if (key is not null && !PublishRequest.IsKey(key))
        {
            throw new ArgumentException(
                $"The idempotency key of publication {index} is blank or longer than {PublishRequest.MaxKeyLength} characters, or has a "
                + "NUL or half of a surrogate pair. Leave it out for none.",
                nameof(request));
        }

        return (request.Payload ?? payloads.Create(request.Event!), key);
    }

    private PublishedEvent Prepare(
        (WebhookPayload Payload, string? Key) request, Router router, string? trace, DateTimeOffset? deadline)
    {
        var (payload, key) = request;
        var facts = EventFacts.Of(payload.Event);
        var now = time.GetUtcNow();
        var id = Ids.NewEvent(now);
        var routed = router.Route(payload.Event, facts);
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
                Deadline = deadline,
            };
        }

        return new PublishedEvent
        {
            Id = id,
            Type = payload.Event.Type,
            OrganizationId = facts.OrganizationId,
            RepositoryId = facts.RepositoryIds is [var only] ? only : null,
            PublishedAt = now,
            Deadline = deadline,
            Body = WebhookJson.Write(payload),
            IdempotencyKey = key,
            TraceParent = trace,
            ContentHash = key is null ? null : Convert.ToHexStringLower(SHA256.HashData(WebhookJson.Write(payload.At(0)))),
            Deliveries = deliveries,
        };
    }
}
