using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Sets up what <c>AddZeroPathWebhooks</c> added.</summary>
public sealed class ZeroPathWebhooksBuilder
{
    internal ZeroPathWebhooksBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services that it was added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Sets options, over those that were set before.</summary>
    public ZeroPathWebhooksBuilder Configure(Action<ZeroPathWebhooksOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.Configure(configure);
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

    /// <summary>Adds a format of your own, which endpoints can name as their <see cref="WebhookEndpoint.Format"/>.</summary>
    /// <param name="format">The format.</param>
    /// <exception cref="ArgumentException">Its name is blank, or that of another format.</exception>
    public ZeroPathWebhooksBuilder AddFormat(IWebhookFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        var others = Services.Select(service => service.ImplementationInstance).OfType<IWebhookFormat>().Select(other => other.Name);
        if (string.IsNullOrWhiteSpace(format.Name) || WebhookFormats.BuiltIn.Names.Concat(others).Contains(format.Name))
        {
            throw new ArgumentException(
                $"There is a format '{format.Name}' already, or the name is blank. Give it a name of its own.", nameof(format));
        }

        Services.AddSingleton(format);
        return this;
    }

    /// <summary>Keeps everything in memory, which is also what happens when no store is chosen. It is gone when the process ends.</summary>
    /// <param name="keepFinishedEvents">How many finished events are kept to be looked at.</param>
    public ZeroPathWebhooksBuilder UseInMemoryStore(int keepFinishedEvents = InMemoryStore.DefaultKeepFinishedEvents)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keepFinishedEvents);
        return UseStore(InMemory(keepFinishedEvents));
    }

    /// <summary>
    /// Keeps everything in a store of another package, or of your own. It replaces the store that was chosen before, with all its parts,
    /// and a warning at the start says so.
    /// </summary>
    /// <param name="create">Makes the store, once.</param>
    public ZeroPathWebhooksBuilder UseStore(Func<IServiceProvider, WebhookStore> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        return SetStore(create).Configure(options => options.ChosenStores++);
    }

    /// <summary>Sets up a receiver. The package <c>ZeroPath.Webhooks.AspNetCore</c> maps it to an address.</summary>
    /// <param name="configure">Sets what it accepts.</param>
    /// <param name="name">Its name, where there are several.</param>
    public ZeroPathWebhooksBuilder AddReceiver(Action<WebhookReceiverOptions> configure, string name = "")
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.Configure(name, configure);
        return this;
    }

    /// <summary>Sets up a receiver by configuration, as <c>docs/receiving.md</c> shows it. Changes take effect without a restart.</summary>
    /// <param name="section">The receiver's section.</param>
    /// <param name="name">Its name, where there are several.</param>
    public ZeroPathWebhooksBuilder AddReceiver(IConfiguration section, string name = "")
    {
        ArgumentNullException.ThrowIfNull(section);
        Services.AddSingleton<IOptionsChangeTokenSource<WebhookReceiverOptions>>(
            new ConfigurationChangeTokenSource<WebhookReceiverOptions>(name, section));
        Services.AddSingleton<IConfigureOptions<WebhookReceiverOptions>>(its => new ConfigureNamedOptions<WebhookReceiverOptions>(
            name,
            options => ReceiverSettings.Table.Read(
                options, section, options.ConfigurationProblems, ConfigurationSources.Of(section, its))));
        return this;
    }

    /// <summary>Adds a handler of received events, with the lifetime of a scope unless it is registered with another.</summary>
    /// <typeparam name="TEvent">Which events, such as <see cref="ScanCompleteEvent"/>; <see cref="WebhookEvent"/> for all.</typeparam>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <exception cref="ArgumentException">It is registered for these events already.</exception>
    /// <remarks>Its name is the type's full name with that of the events.</remarks>
    /// <example>
    /// <code>
    /// builder.Services.AddZeroPathWebhooks()
    ///     .UseSqliteStore("Data Source=received.db")
    ///     .AddReceiver(builder.Configuration.GetSection("Receiver"))
    ///     .AddHandler&lt;ScanFailedEvent, TellTheTeam>();
    /// </code>
    /// </example>
    public ZeroPathWebhooksBuilder AddHandler<
        TEvent, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>()
        where TEvent : WebhookEvent
        where THandler : class, IWebhookHandler<TEvent>
    {
        return AddHandler<TEvent, THandler>($"{typeof(THandler)}({typeof(TEvent).Name})");
    }

    /// <summary>
    /// Adds a handler of received events under a name, with the lifetime of a scope unless it is registered with another.
    /// </summary>
    /// <inheritdoc cref="AddHandler{TEvent}(string, Func{IServiceProvider, ReceivedWebhook{TEvent}, CancellationToken, Task})"
    /// path="/param|/exception"/>
    /// <inheritdoc cref="AddHandler{TEvent, THandler}()" path="/typeparam"/>
    public ZeroPathWebhooksBuilder AddHandler<
        TEvent, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(string name)
        where TEvent : WebhookEvent
        where THandler : class, IWebhookHandler<TEvent>
    {
        Services.TryAddScoped<THandler>();
        return AddHandler<TEvent>(
            name,
            (scope, received, cancellationToken) => scope.GetRequiredService<THandler>().HandleAsync(received, cancellationToken),
            scope => scope.GetRequiredService<THandler>());
    }

    /// <summary>Adds a delegate that handles received events.</summary>
    /// <typeparam name="TEvent">Which events, such as <see cref="ScanCompleteEvent"/>; <see cref="WebhookEvent"/> for all.</typeparam>
    /// <param name="name">
    /// Its name in logs and in its jobs. Events wait for the handler by this name, after a restart too, and any node that has it runs them:
    /// keep it.
    /// </param>
    /// <param name="handleAsync">As <see cref="IWebhookHandler{TEvent}.HandleAsync"/>, with the services of a scope.</param>
    /// <exception cref="ArgumentException">The name is blank, or has a line break, or another handler has it.</exception>
    public ZeroPathWebhooksBuilder AddHandler<TEvent>(
        string name, Func<IServiceProvider, ReceivedWebhook<TEvent>, CancellationToken, Task> handleAsync)
        where TEvent : WebhookEvent => AddHandler(name, handleAsync, make: null);

    /// <summary>
    /// Executes inbound triggers here: <typeparamref name="THandler"/> is made anew, with a scope of its own, for each execution. One that
    /// was added before is not called any more. A web application that accepts the calls too adds it with <c>AddInboundTriggers</c> of
    /// <c>ZeroPath.Webhooks.AspNetCore</c>.
    /// </summary>
    public ZeroPathWebhooksBuilder AddInboundTriggerHandler<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>()
        where THandler : class, IInboundTriggerHandler
    {
        Services.AddScoped<IInboundTriggerHandler, THandler>();
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IJobHandler, ExecutionHandler>());
        Services.TryAddSingleton(provider => new InboundTriggerGate(
            provider.GetRequiredService<IResourceStore>(),
            provider.GetRequiredService<StoreGate>(),
            provider.GetRequiredService<JobDispatcher>(),
            provider.GetRequiredService<TimeProvider>()));
        return this;
    }

    /// <summary>
    /// Sets up the handlers that make the attempts, for instance a primary handler in a test. What else a client has, such as
    /// default headers and a timeout, has no effect: endpoints have their own headers, and
    /// <see cref="ZeroPathWebhooksOptions.AttemptTimeout"/> is the limit.
    /// </summary>
    public ZeroPathWebhooksBuilder ConfigureHttpClient(Action<IHttpClientBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(Services.AddHttpClient(WebhookHttpClient.Name));
        return this;
    }

    internal static Func<IServiceProvider, WebhookStore> InMemory(int keepFinishedEvents = InMemoryStore.DefaultKeepFinishedEvents) =>
        provider => InMemoryStore.Create(provider.GetRequiredService<TimeProvider>(), keepFinishedEvents);

    internal ZeroPathWebhooksBuilder SetStore(Func<IServiceProvider, WebhookStore> create)
    {
        Services.RemoveAll<WebhookStore>();
        Services.AddSingleton(create);
        return this;
    }

    private ZeroPathWebhooksBuilder AddHandler<TEvent>(
        string name,
        Func<IServiceProvider, ReceivedWebhook<TEvent>, CancellationToken, Task> handleAsync,
        Func<IServiceProvider, object>? make)
        where TEvent : WebhookEvent
    {
        ArgumentNullException.ThrowIfNull(handleAsync);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains('\n')
            || Services.Any(service => service.ImplementationInstance is WebhookHandlerRegistration other && other.Name == name))
        {
            throw new ArgumentException(
                $"There is a handler '{name}' already, or the name has a line break. Give each one a name of its own.", nameof(name));
        }

        Services.AddSingleton(WebhookHandlerRegistration.Of(name, handleAsync) with { Make = make });
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IJobHandler, ReceivedJobHandler>());
        return this;
    }
}
