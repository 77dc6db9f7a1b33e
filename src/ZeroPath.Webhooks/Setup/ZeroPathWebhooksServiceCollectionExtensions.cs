using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
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
    /// Adds <see cref="IWebhookPublisher"/>, <see cref="WebhookRegistry"/>, <see cref="DeliveryDispatcher"/>,
    /// <see cref="WebhookOperations"/>, <see cref="WebhookHistory"/>,
    /// <see cref="WebhookHealth"/>, <see cref="JobDispatcher"/>, <see cref="InboundTriggers"/>, a store in memory
    /// unless another is chosen, and hosted services that send what falls due, tell of what failed and remove what is old.
    /// Without a host, call the dispatchers.
    /// </summary>
    /// <returns>
    /// A builder for endpoints, subscriptions, receivers, handlers and everything else. What is wrong with them is said when the host
    /// starts.
    /// </returns>
    /// <example>
    /// <code>
    /// builder.Services.AddZeroPathWebhooks()
    ///     .AddEndpoint(new() { Name = "Chat", Url = new("https://chat.example.com/zeropath") })
    ///     .AddSubscription(new() { EndpointId = "Chat", Threshold = SeverityLevel.High });
    /// </code>
    /// </example>
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
        services.AddSingleton(its => new WebhookRegistry(
            its.Get<IOptions<ZeroPathWebhooksOptions>>(), its.Get<IResourceStore>(), its.Get<ISecretProtector>(),
            its.Get<WebhookFormats>()));
        services.AddSingleton<WebhookFormats>();
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<StoreGate>();
        services.AddSingleton<StoreOutage>();
        services.AddSingleton<FailingEndpoints>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<AnswerMask>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<EndpointDisabler>();
        services.AddSingleton<PayloadFactory>();
        services.AddSingleton<PublishReporter>();
        services.TryAddSingleton<IWebhookPublisher, WebhookPublisher>();
        services.AddSingleton<AttemptRunner>();
        services.AddSingleton(_ => new ConcurrentDictionary<string, EndpointPace>());
        services.AddTransient<EndpointScheduler>();
        services.AddTransient<HealthReporter>();
        services.AddTransient<ResultBuffer>();
        services.AddSingleton<CreateDeliveryLoop>(its => signal => ActivatorUtilities.CreateInstance<DeliveryLoop>(its, signal));
        services.AddSingleton(its => its.Get<CreateDeliveryLoop>()(its.Get<WorkSignal>()));
        services.AddSingleton(its => new DeliveryDispatcher(its.Get<CreateDeliveryLoop>(), its.Get<TimeProvider>()));
        services.AddSingleton<WebhookHistory>();
        services.AddSingleton<TestSender>();
        services.AddSingleton<TestRate>();
        services.AddSingleton<BulkRedeliveries>();
        services.AddSingleton<EventReplay>();
        services.AddSingleton(its => new WebhookOperations(
            its.Get<WebhookHistory>(), its.Get<IDeliveryOperations>(), its.Get<WebhookRegistry>(), its.Get<TestSender>(),
            its.Get<BulkRedeliveries>(), its.Get<EventReplay>(), its.Get<WorkSignal>()));
        services.AddSingleton(its => new WebhookHealth(
            its.Get<IDeliveryStore>(), its.Get<IDeliveryReader>(), its.Get<IJobStore>(), its.Get<IOptions<ZeroPathWebhooksOptions>>(),
            its.Get<TimeProvider>(), its.Get<StoreOutage>(), its.Get<StoreGate>()));
        services.AddSingleton<IJobHandler, FailureNoticeHandler>();
        services.AddSingleton<IJobHandler, BulkRedeliveryHandler>();
        services.AddSingleton(its => new JobDispatcher(
            its.GetServices<IJobHandler>(), its.Get<IJobStore>(), its.Get<StoreGate>(), its.Get<IOptions<ZeroPathWebhooksOptions>>(),
            its.Get<TimeProvider>(), its.Get<StoreOutage>(), its.Get<ILogger<JobDispatcher>>()));
        services.AddSingleton(its => new InboundTriggers(its.Get<IResourceStore>(), its.Get<IJobStore>(), its.Get<TimeProvider>()));
        services.AddSingleton<WebhookHandlers>();
        services.AddSingleton<WebhookReceivers>();
        services.AddSingleton<StartReport>();
        services.TryAddSingleton<IDeliveryFailureNotifier, LoggingFailureNotifier>();
        services.TryAddSingleton<ISecretProtector, PlainSecretProtector>();
        services.AddHostedService<RegistryRefresher>();
        services.AddHostedService<StartService>();
        services.AddHostedService<DeliveryService>();
        services.AddHostedService<JobPump>();
        services.AddHostedService<RetentionService>();
        services.AddHostedService<QueueGauges>();
        WebhookHttpClient.Add(services);
        AddStoreParts(services);
        return services.Any(service => service.ServiceType == typeof(WebhookStore))
            ? builder
            : builder.SetStore(ZeroPathWebhooksBuilder.InMemory());
    }

    /// <summary>As above, with options.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    public static ZeroPathWebhooksBuilder AddZeroPathWebhooks(
        this IServiceCollection services, Action<ZeroPathWebhooksOptions> configure) =>
        services.AddZeroPathWebhooks().Configure(configure);

    /// <summary>
    /// As above, with options, endpoints and subscriptions from configuration, such as the section <c>ZeroPathWebhooks</c> of
    /// appsettings.json. They are read once, when the host starts. <c>docs/configuration.md</c> lists what can stand there.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section.</param>
    /// <returns>The builder.</returns>
    /// <example>
    /// <code>
    /// builder.Services.AddZeroPathWebhooks(builder.Configuration.GetSection("ZeroPathWebhooks"));
    /// </code>
    /// </example>
    public static ZeroPathWebhooksBuilder AddZeroPathWebhooks(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var builder = services.AddZeroPathWebhooks();
        services.AddOptions<ZeroPathWebhooksOptions>().Configure<IServiceProvider>((options, its) =>
            WebhookSettings.Table.Read(options, section, options.ConfigurationProblems, ConfigurationSources.Of(section, its)));
        return builder;
    }

    // Parts of whichever store is chosen, so that another choice leaves nothing behind.
    private static void AddStoreParts(IServiceCollection services)
    {
        AddPart(store => store.Deliveries);
        AddPart(store => store.Health);
        AddPart(store => store.Reader);
        AddPart(store => store.Jobs);
        AddPart(store => store.Resources);
        services.AddSingleton<IDeliveryOperations>(provider =>
            new CountedOperations(provider.GetRequiredService<WebhookStore>().Operations, provider.GetRequiredService<WebhookMetrics>()));
        services.AddHostedService<StoreService>();

        void AddPart<TPart>(Func<WebhookStore, TPart> part)
            where TPart : class => services.AddSingleton(provider => part(provider.GetRequiredService<WebhookStore>()));
    }

    // Public classes have internal constructors, which the container cannot call.
    private static T Get<T>(this IServiceProvider services)
        where T : notnull => services.GetRequiredService<T>();
}
