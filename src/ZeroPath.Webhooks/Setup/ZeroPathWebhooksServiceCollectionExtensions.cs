using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.Storage;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>The one entry.</summary>
public static class ZeroPathWebhooksServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IWebhookPublisher"/>, <see cref="WebhookRegistry"/>, <see cref="DeliveryDispatcher"/>, <see cref="WebhookOperations"/>, <see cref="WebhookHistory"/>,
    /// <see cref="WebhookHealth"/>, <see cref="FailureNotifications"/>, <see cref="JobDispatcher"/>, <see cref="InboundTriggers"/>, a store in memory
    /// unless another is chosen, and hosted services that send what falls due, tell of what failed and remove what is old. Without a host, call the dispatcher.
    /// </summary>
    /// <returns>A builder for endpoints, subscriptions and everything else. What is wrong with them is said when the host starts.</returns>
    public static ZeroPathWebhooksBuilder AddZeroPathWebhooks(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var builder = new ZeroPathWebhooksBuilder(services);
        if (services.Any(service => service.ServiceType == typeof(WebhookRegistry)))
        {
            // Called before: once more would undo what was set up since, such as the HTTP client's primary handler.
            return builder;
        }

        services.AddLogging();
        services.AddMetrics();
        services.AddOptions<ZeroPathWebhooksOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ZeroPathWebhooksOptions>, ZeroPathWebhooksOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new WebhookRegistry(
            provider.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>(), provider.GetService<IRoutingTableStore>() ?? provider.GetRequiredService<WebhookStore>().Routing));
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<EndpointDisabler>();
        services.AddSingleton<PayloadFactory>();
        services.TryAddSingleton<IWebhookPublisher, WebhookPublisher>();
        services.AddSingleton<AttemptRunner>();
        services.AddSingleton(_ => new ConcurrentDictionary<string, EndpointPace>());
        services.AddTransient<EndpointScheduler>();
        services.AddTransient<HealthReporter>();
        services.AddTransient<ResultBuffer>();
        services.AddSingleton<CreateDeliveryLoop>(provider => signal => ActivatorUtilities.CreateInstance<DeliveryLoop>(provider, signal));
        services.AddSingleton(provider => provider.GetRequiredService<CreateDeliveryLoop>()(provider.GetRequiredService<WorkSignal>()));
        services.AddSingleton(provider => new DeliveryDispatcher(
            provider.GetRequiredService<CreateDeliveryLoop>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<WebhookHistory>();
        services.AddSingleton(provider => new WebhookOperations(
            provider.GetRequiredService<WebhookHistory>(),
            provider.GetRequiredService<IDeliveryOperations>(),
            provider.GetRequiredService<WebhookRegistry>(),
            provider.GetRequiredService<PayloadFactory>(),
            provider.GetRequiredService<WebhookSender>(),
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<JobDispatcher>(),
            provider.GetRequiredService<WorkSignal>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new WebhookHealth(
            provider.GetRequiredService<IDeliveryReader>(),
            provider.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new FailureNotifications(
            provider.GetRequiredService<IFailureNoticeStore>(),
            provider.GetRequiredService<WebhookRegistry>(),
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FailureNotifications>>()));
        services.AddSingleton<IJobHandler>(provider => new BulkRedeliveryHandler(
            provider.GetRequiredService<IDeliveryOperations>(), provider.GetRequiredService<WorkSignal>()));
        services.AddSingleton(provider => new JobDispatcher(
            provider.GetServices<IJobHandler>(),
            provider.GetRequiredService<IJobStore>(),
            provider.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<JobDispatcher>>()));
        services.AddSingleton(provider => new InboundTriggers(
            provider.GetRequiredService<IInboundTriggerStore>(), provider.GetRequiredService<IJobStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<WebhookHandlers>();
        services.AddSingleton<WebhookReceivers>();
        services.TryAddSingleton<IDeliveryFailureNotifier, LoggingFailureNotifier>();
        services.TryAddSingleton<ISecretProtector, PlainSecretProtector>();
        services.AddHostedService<RegistryRefresher>();
        services.AddHostedService<DeliveryService>();
        services.AddHostedService<FailureNotificationService>();
        services.AddHostedService<JobPump>();
        services.AddHostedService<RetentionService>();
        services.AddHostedService<QueueGauges>();
        WebhookHttpClient.Add(services);
        AddStoreParts(services);
        return services.Any(service => service.ServiceType == typeof(WebhookStore)) ? builder : builder.UseInMemoryStore();
    }

    // Parts of whichever store is chosen, so that another choice leaves nothing behind.
    private static void AddStoreParts(IServiceCollection services)
    {
        AddPart(store => store.Deliveries);
        AddPart(store => store.Health);
        AddPart(store => store.Reader);
        AddPart(store => store.Notices);
        AddPart(store => store.Jobs);
        AddPart(store => store.Triggers);
        services.AddSingleton<IDeliveryOperations>(provider =>
            new CountedOperations(provider.GetRequiredService<WebhookStore>().Operations, provider.GetRequiredService<WebhookMetrics>()));
        services.AddHostedService<StoreService>();

        void AddPart<TPart>(Func<WebhookStore, TPart> part)
            where TPart : class => services.AddSingleton(provider => part(provider.GetRequiredService<WebhookStore>()));
    }
}
