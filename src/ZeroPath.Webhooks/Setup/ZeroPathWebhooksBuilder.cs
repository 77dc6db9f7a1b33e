using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Sets up what <c>AddZeroPathWebhooks</c> added.</summary>
/// <param name="services">The services that it was added to.</param>
public sealed class ZeroPathWebhooksBuilder(IServiceCollection services)
{
    /// <summary>The services that it was added to.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>Sets options.</summary>
    public ZeroPathWebhooksBuilder Configure(Action<ZeroPathWebhooksOptions> configure)
    {
        Services.Configure(configure);
        return this;
    }

    /// <summary>
    /// Takes options, endpoints and subscriptions from configuration, such as the section <c>ZeroPathWebhooks</c> of appsettings.json. They
    /// are read once, when the host starts; the README shows their form.
    /// </summary>
    /// <param name="section">The section.</param>
    public ZeroPathWebhooksBuilder AddConfiguration(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        Services.AddSingleton<IConfigureOptions<ZeroPathWebhooksOptions>>(new ConfigurationReader(section));
        return this;
    }

    /// <summary>Adds an endpoint.</summary>
    public ZeroPathWebhooksBuilder AddEndpoint(WebhookEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return Configure(options => options.Endpoints.Add(endpoint));
    }

    /// <summary>Adds a subscription.</summary>
    public ZeroPathWebhooksBuilder AddSubscription(WebhookSubscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return Configure(options => options.Subscriptions.Add(subscription));
    }

    /// <summary>Keeps everything in memory, which is also what happens when no store is chosen. It is gone when the process ends.</summary>
    /// <param name="keepFinishedEvents">How many finished events are kept to be looked at.</param>
    public ZeroPathWebhooksBuilder UseInMemoryStore(int keepFinishedEvents = InMemoryStore.DefaultKeepFinishedEvents)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keepFinishedEvents);
        return UseStore(provider => InMemoryStore.Create(provider.GetRequiredService<TimeProvider>(), keepFinishedEvents));
    }

    /// <summary>Keeps everything in a store of another package, or of your own. It replaces the store that was chosen before, with all its parts.</summary>
    /// <param name="create">Makes the store, once.</param>
    public ZeroPathWebhooksBuilder UseStore(Func<IServiceProvider, WebhookStore> create)
    {
        Services.RemoveAll<WebhookStore>();
        Services.AddSingleton(create);
        return this;
    }

    /// <summary>
    /// Executes inbound triggers here: <typeparamref name="THandler"/> is made anew, with a scope of its own, for each execution. One that was
    /// added before is not called any more. A web application that accepts the calls too adds it with <c>AddInboundTriggers</c> of
    /// <c>ZeroPath.Webhooks.AspNetCore</c>.
    /// </summary>
    public ZeroPathWebhooksBuilder AddInboundTriggerHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>()
        where THandler : class, IInboundTriggerHandler
    {
        Services.AddScoped<IInboundTriggerHandler, THandler>();
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IJobHandler, ExecutionHandler>());
        Services.TryAddSingleton(provider => new InboundTriggerGate(
            provider.GetRequiredService<IInboundTriggerStore>(),
            provider.GetRequiredService<JobDispatcher>(),
            provider.GetRequiredService<TimeProvider>()));
        return this;
    }

    /// <summary>
    /// Sets up the handlers that make the attempts, for instance a primary handler in a test. What else a client has, such as default headers
    /// and a timeout, has no effect: endpoints have their own headers, and <see cref="ZeroPathWebhooksOptions.AttemptTimeout"/> is the limit.
    /// </summary>
    public ZeroPathWebhooksBuilder ConfigureHttpClient(Action<IHttpClientBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(Services.AddHttpClient(WebhookHttpClient.Name));
        return this;
    }
}
