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
        await registry.LoadAsync(cancellationToken).ConfigureAwait(false);
        var router = registry.Router;
        var events = Prepare(publications, router);
        var stored = await writer.AddAsync(events, cancellationToken).ConfigureAwait(false);
        return [.. stored.Select((published, index) => new PublishResult(() => router.Explain(publications[index].Payload.Event))
        {
            EventId = published.Id,
            Deliveries = published.Deliveries,
            IsRepeat = published.Id != events[index].Id,
        })];
    }

    private List<PublishedEvent> Prepare(IReadOnlyList<Publication> publications, Router router)
    {
        var problems = new List<ValidationProblem>();
        var events = new List<PublishedEvent>(publications.Count);
        for (var index = 0; index < publications.Count; index++)
        {
            var (payload, key) = publications[index];
            var found = WebhookValidator.Validate(payload);
            var body = found.Count == 0 ? WebhookJson.Write(payload) : [];
            if (body.Length > WebhookJson.MaxBytes)
            {
                found = [new("$", ProblemCodes.Size, $"The payload has {body.Length} bytes; {WebhookJson.MaxBytes} are allowed.")];
            }

            problems.AddRange(publications.Count == 1 ? found : found.Select(problem => problem with { Path = $"[{index}]{problem.Path[1..]}" }));
            events.Add(Prepare(payload, key, body, router));
        }

        return problems.Count == 0 ? events : throw new WebhookValidationException(problems);
    }

    private PublishedEvent Prepare(WebhookPayload payload, string? idempotencyKey, ReadOnlyMemory<byte> body, Router router)
    {
        var now = time.GetUtcNow();
        var id = $"evt_{Guid.CreateVersion7(now):N}";
        var type = payload.Event.Type;
        return new PublishedEvent
        {
            Id = id,
            Type = type,
            OrganizationId = (payload.Event as KnownEvent)?.Organization.Id,
            RepositoryId = (payload.Event as KnownEvent)?.Repository?.Id,
            PublishedAt = now,
            Body = body,
            IdempotencyKey = idempotencyKey,
            ContentHash = idempotencyKey is null ? null : Convert.ToHexStringLower(SHA256.HashData(WebhookJson.Write(payload with { Time = 0 }))),
            Deliveries = [.. router.Route(payload.Event).Select(routed => new Delivery
            {
                Id = $"dlv_{Guid.CreateVersion7(now):N}",
                EventId = id,
                EventType = type,
                EndpointId = routed.Endpoint.Id,
                SubscriptionIds = [.. routed.Subscriptions.Select(subscription => subscription.Id)],
                CreatedAt = now,
            })],
        };
    }
}
