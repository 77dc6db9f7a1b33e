using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Routing;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Validation;

namespace ZeroPath.Webhooks.Deliveries;

internal sealed class WebhookPublisher(
    IDeliveryStore store, WebhookRegistry registry, WakeSignal signal, IOptions<ZeroPathWebhooksOptions> options, TimeProvider time)
    : IWebhookPublisher
{
    public IDeliveryStore Store => store;

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
        (await PublishAsync([new Publication(payload, idempotencyKey)], cancellationToken).ConfigureAwait(false))[0];

    public async Task<IReadOnlyList<PublishResult>> PublishAsync(IReadOnlyList<Publication> publications, CancellationToken cancellationToken)
    {
        var results = await PublishAsync(publications, store, cancellationToken).ConfigureAwait(false);
        signal.Set();
        return results;
    }

    public async Task<IReadOnlyList<PublishResult>> PublishAsync(
        IReadOnlyList<Publication> publications, IEventWriter writer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publications);
        ArgumentNullException.ThrowIfNull(writer);
        Publication[] batch = [.. publications];
        var bodies = Write(batch);
        await registry.LoadAsync(cancellationToken).ConfigureAwait(false);
        var router = registry.Router;
        var events = new PublishedEvent[batch.Length];
        for (var i = 0; i < batch.Length; i++)
        {
            events[i] = Prepare(batch[i], bodies[i], router);
        }

        var stored = await writer.AddAsync(events, cancellationToken).ConfigureAwait(false);
        return [.. stored.Select((published, index) => new PublishResult(router, batch[index].Payload.Event)
        {
            EventId = published.Id,
            Deliveries = published.Deliveries,
            IsRepeat = published.Id != events[index].Id,
        })];
    }

    private static byte[][] Write(Publication[] batch)
    {
        var bodies = new byte[batch.Length][];
        var problems = new List<ValidationProblem>();
        foreach (var (index, publication) in batch.Index())
        {
            ThrowIfUnusable(publication, index);
            var found = WebhookValidator.Validate(publication.Payload);
            problems.AddRange(batch.Length == 1 ? found : found.Select(problem => problem with { Path = $"[{index}]{problem.Path[1..]}" }));
            bodies[index] = found.Count == 0 ? WebhookJson.Write(publication.Payload) : [];
        }

        return problems.Count == 0 ? bodies : throw new WebhookValidationException(problems);
    }

    private static void ThrowIfUnusable(Publication? publication, int index)
    {
        if (publication?.Payload is null)
        {
            throw new ArgumentException($"Publication {index} has no payload.", nameof(publication));
        }

        if (publication.IdempotencyKey is { } key && (string.IsNullOrWhiteSpace(key) || key.Length > Publication.MaxKeyLength))
        {
            throw new ArgumentException(
                $"The idempotency key of publication {index} is blank or longer than {Publication.MaxKeyLength} characters. Leave it out for none.",
                nameof(publication));
        }
    }

    private PublishedEvent Prepare(Publication publication, byte[] body, Router router)
    {
        var (payload, idempotencyKey) = publication;
        var facts = EventFacts.Of(payload.Event);
        var now = time.GetUtcNow();
        var id = Ids.NewEvent(now);
        return new PublishedEvent
        {
            Id = id,
            Type = payload.Event.Type,
            OrganizationId = facts.OrganizationId,
            RepositoryId = facts.RepositoryIds is [var only] ? only : null,
            PublishedAt = now,
            Body = body,
            IdempotencyKey = idempotencyKey,
            ContentHash = idempotencyKey is null ? null : Convert.ToHexStringLower(SHA256.HashData(WebhookJson.Write(payload with { Time = 0 }))),
            Deliveries = [.. router.Route(payload.Event).Select(routed => new Delivery
            {
                Id = Ids.NewDelivery(now),
                EventId = id,
                EventType = payload.Event.Type,
                EndpointId = routed.Endpoint.Id,
                SubscriptionIds = [.. routed.Subscriptions.Select(subscription => subscription.Id)],
                CreatedAt = now,
                DueAt = now,
            })],
        };
    }
}
