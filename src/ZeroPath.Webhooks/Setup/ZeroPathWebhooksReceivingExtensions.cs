using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.Events;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Receiving: what is accepted, and who handles it. The package ZeroPath.Webhooks.AspNetCore maps receivers to addresses.</summary>
public static class ZeroPathWebhooksReceivingExtensions
{
    /// <summary>Sets up a receiver.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets what it accepts.</param>
    /// <param name="name">Its name, where there are several.</param>
    public static ZeroPathWebhooksBuilder AddReceiver(this ZeroPathWebhooksBuilder builder, Action<WebhookReceiverOptions> configure, string name = "")
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(name, configure);
        return builder;
    }

    /// <summary>Sets up a receiver by configuration, as the README shows it. Changes take effect without a restart.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The receiver's section.</param>
    /// <param name="name">Its name, where there are several.</param>
    public static ZeroPathWebhooksBuilder AddReceiver(this ZeroPathWebhooksBuilder builder, IConfiguration section, string name = "")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        builder.Services.AddSingleton<IOptionsChangeTokenSource<WebhookReceiverOptions>>(
            new ConfigurationChangeTokenSource<WebhookReceiverOptions>(name, section));
        return builder.AddReceiver(options => ReceiverConfigurationReader.Read(section, options), name);
    }

    /// <summary>Adds a handler of received events, with the lifetime of a scope unless it is registered with another.</summary>
    /// <typeparam name="TEvent">Which events, such as <see cref="ScanCompleteEvent"/>; <see cref="WebhookEvent"/> for all.</typeparam>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="services">The services.</param>
    /// <exception cref="ArgumentException">It is registered for these events already.</exception>
    public static IServiceCollection AddZeroPathWebhookHandler<
        TEvent, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(this IServiceCollection services)
        where TEvent : WebhookEvent
        where THandler : class, IWebhookHandler<TEvent>
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddScoped<THandler>();
        return services.AddZeroPathWebhookHandler<TEvent>(
            $"{typeof(THandler)}({typeof(TEvent).Name})",
            (scope, received, cancellationToken) => scope.GetRequiredService<THandler>().HandleAsync(received, cancellationToken));
    }

    /// <summary>Adds a delegate that handles received events.</summary>
    /// <typeparam name="TEvent">Which events, such as <see cref="ScanCompleteEvent"/>; <see cref="WebhookEvent"/> for all.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="name">What it is called in logs. By this name it is known whether it is done with an event, after a restart too: keep it.</param>
    /// <param name="handleAsync">As <see cref="IWebhookHandler{TEvent}.HandleAsync"/>, with the services of a scope.</param>
    /// <exception cref="ArgumentException">The name is blank, or has a line break, or another handler has it.</exception>
    public static IServiceCollection AddZeroPathWebhookHandler<TEvent>(
        this IServiceCollection services, string name, Func<IServiceProvider, ReceivedWebhook<TEvent>, CancellationToken, Task> handleAsync)
        where TEvent : WebhookEvent
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(handleAsync);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains('\n') || services.Any(service => service.ImplementationInstance is WebhookHandlerRegistration other && other.Name == name))
        {
            throw new ArgumentException($"There is a handler '{name}' already, or the name has a line break. Give each one a name of its own.", nameof(name));
        }

        services.AddSingleton(WebhookHandlerRegistration.Of(name, handleAsync));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IJobHandler, ReceivedJobHandler>());
        return services;
    }
}
