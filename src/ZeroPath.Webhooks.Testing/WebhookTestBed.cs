using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Testing;

/// <summary>
/// An application's webhooks without a network, a database or a wait: the store is in memory, the clock is fake, and every endpoint
/// answers by a script. Nothing happens by itself: <see cref="AdvanceAsync"/> lets time pass. One attempt is made after the other, so that
/// the same test records the same requests.
/// </summary>
/// <example>
/// <code>
/// await using var webhooks = WebhookTestBed.Create(builder => builder
///     .AddEndpoint(new() { Name = "Chat", Url = new("https://chat.example.com") })
///     .AddSubscription(new() { EndpointId = "Chat" }));
/// webhooks.Answers = Answers.InTurn(500, 200);
/// await webhooks.PublishAsync(new RepoAddedEvent { … });
/// await webhooks.AdvanceAsync(TimeSpan.FromSeconds(30));
/// // webhooks.Requests has two.
/// </code>
/// </example>
public sealed class WebhookTestBed : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly ServiceProvider _services;
    private readonly ScriptedNetwork _network;
    private ImmutableList<RecordedRequest> _requests = [];

    private WebhookTestBed(Action<ZeroPathWebhooksBuilder> configure)
    {
        _network = new(this);
        var builder = new ServiceCollection().AddZeroPathWebhooks();
        configure(builder);

        // What the application chooses for its production stands aside here.
        builder.SetStore(ZeroPathWebhooksBuilder.InMemory())
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => _network));
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
        builder.Services.PostConfigure<ZeroPathWebhooksOptions>(options => options.MaxConcurrency = 1);
        _services = builder.Services.BuildServiceProvider(validateScopes: true);
    }

    /// <summary>The services: those of the library, and what was added to <see cref="ZeroPathWebhooksBuilder.Services"/>.</summary>
    public IServiceProvider Services => _services;

    /// <summary>The clock of the library and of the services. <see cref="AdvanceAsync"/> moves it.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>How endpoints answer from now on: 200 to everything unless set.</summary>
    public Answers Answers { get; set; } = Answers.Always(Answer.Ok);

    /// <summary>The requests so far, in their order.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _requests;

    /// <summary>What was published, and what became of it.</summary>
    public WebhookHistory History => _services.GetRequiredService<WebhookHistory>();

    /// <summary>Makes a test bed.</summary>
    /// <param name="configure">
    /// Sets up endpoints, subscriptions and options as the application does, and its services through
    /// <see cref="ZeroPathWebhooksBuilder.Services"/>. Its store, its clock and its primary HTTP handler are replaced.
    /// </param>
    /// <returns>The test bed. Hosted services do not run in it.</returns>
    /// <exception cref="OptionsValidationException">Something is wrong that would keep a host from starting.</exception>
    public static WebhookTestBed Create(Action<ZeroPathWebhooksBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var bed = new WebhookTestBed(configure);
        _ = bed._services.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>().Value;
        return bed;
    }

    /// <summary>Publishes an event, and makes the attempts that are due at once.</summary>
    /// <inheritdoc cref="IWebhookPublisher.PublishAsync(WebhookEvent, PublishOptions?, CancellationToken)" path="/param"/>
    /// <returns>The result, as the application gets it.</returns>
    public Task<PublishResult> PublishAsync(
        WebhookEvent webhookEvent, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishAsync(publisher => publisher.PublishAsync(webhookEvent, options, cancellationToken), cancellationToken);

    /// <summary>Publishes a payload as it is, and makes the attempts that are due at once.</summary>
    /// <param name="payload">The whole payload.</param>
    /// <param name="options">Its idempotency key; null for none.</param>
    /// <param name="cancellationToken">Cancels before the event is stored.</param>
    /// <returns>The result, as the application gets it.</returns>
    public Task<PublishResult> PublishAsync(
        WebhookPayload payload, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishAsync(publisher => publisher.PublishAsync(payload, options, cancellationToken), cancellationToken);

    /// <summary>Publishes several events, all or none of them, and makes the attempts that are due at once.</summary>
    /// <param name="webhookEvents">The events.</param>
    /// <param name="options">The options; null for none.</param>
    /// <param name="cancellationToken">Cancels before the events are stored.</param>
    /// <returns>The results in the order given, as the application gets them.</returns>
    public Task<IReadOnlyList<PublishResult>> PublishAsync(
        IEnumerable<WebhookEvent> webhookEvents, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishAsync(publisher => publisher.PublishAsync(webhookEvents, options, cancellationToken), cancellationToken);

    /// <inheritdoc cref="PublishAsync(IEnumerable{WebhookEvent}, PublishOptions?, CancellationToken)"/>
    /// <param name="requests">The events, each with its idempotency key if it has one.</param>
    /// <param name="options">The options; null for none.</param>
    /// <param name="cancellationToken">Cancels before the events are stored.</param>
    public Task<IReadOnlyList<PublishResult>> PublishAsync(
        IReadOnlyList<PublishRequest> requests, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishAsync(publisher => publisher.PublishAsync(requests, options, cancellationToken), cancellationToken);

    /// <summary>
    /// Lets time pass: attempts, retries, handlers and notifications happen in their order, each at its time, and the clock stops at each.
    /// When this returns, nothing is due or under way.
    /// </summary>
    /// <param name="duration">How much time passes; zero lets happen what is due now.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task AdvanceAsync(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        FlakySeed.Ignore();
        var end = Clock.GetUtcNow() + duration;
        await SettleAsync(cancellationToken).ConfigureAwait(false);
        while (await NextDueAsync(cancellationToken).ConfigureAwait(false) is { } pause && Clock.GetUtcNow() + pause <= end)
        {
            Clock.Advance(pause);
            await SettleAsync(cancellationToken).ConfigureAwait(false);
        }

        // The application's own timers may have moved the clock, or published.
        if (Clock.GetUtcNow() < end)
        {
            Clock.Advance(end - Clock.GetUtcNow());
            await SettleAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Disposes of the services.</summary>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync().ConfigureAwait(false);
        _network.Dispose();
    }

    internal async Task<Answer> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var recorded = await RecordedRequest.OfAsync(request, Clock.GetUtcNow(), History, cancellationToken).ConfigureAwait(false);
        ImmutableInterlocked.Update(ref _requests, (all, added) => all.Add(added), recorded);
        return Answers.To(recorded);
    }

    private async Task<T> PublishAsync<T>(Func<IWebhookPublisher, Task<T>> publish, CancellationToken cancellationToken)
    {
        var published = await publish(_services.GetRequiredService<IWebhookPublisher>()).ConfigureAwait(false);
        await AdvanceAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        return published;
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        // What a handler publishes is sent too.
        while (await _services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(cancellationToken).ConfigureAwait(false)
            + await _services.GetRequiredService<JobDispatcher>().RunDueAsync(cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }

    /// <summary>How long until something falls due; null when nothing is pending.</summary>
    private async Task<TimeSpan?> NextDueAsync(CancellationToken cancellationToken)
    {
        var next = await _services.GetRequiredService<IDeliveryStore>().NextDueAsync(LeaseRequest.Any, cancellationToken)
            .ConfigureAwait(false);
        foreach (var loop in _services.GetRequiredService<JobDispatcher>().Loops)
        {
            var due = await loop.NextDueAsync(cancellationToken).ConfigureAwait(false);
            next = next < due || due is null ? next : due;
        }

        // Time passes even where something is due that cannot be taken up yet.
        return next < Tick ? Tick : next;
    }
}
