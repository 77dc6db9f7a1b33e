using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.AspNetCore.Inbound;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Adds inbound triggers.</summary>
public static class ZeroPathInboundTriggersServiceExtensions
{
    /// <summary>
    /// Executes inbound triggers, and accepts their calls where <c>app.MapZeroPathInboundTriggers()</c> says. The secret that a caller
    /// writes in a query, or in a path by mistake, is taken out of the request before ASP.NET Core logs or traces it.
    /// </summary>
    /// <typeparam name="THandler">Executes them; made anew, with a scope of its own, for each execution.</typeparam>
    /// <example>
    /// <code>
    /// builder.Services.AddZeroPathWebhooks().AddInboundTriggers&lt;Agent>();
    /// var app = builder.Build();
    /// app.MapZeroPathInboundTriggers();
    /// </code>
    /// </example>
    public static ZeroPathWebhooksBuilder AddInboundTriggers<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this ZeroPathWebhooksBuilder builder)
        where THandler : class, IInboundTriggerHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.AddInboundTriggerHandler<THandler>().Services;
        if (services.Any(service => service.ServiceType == typeof(SecretHidingContextFactory)))
        {
            return builder;
        }

        var before = services.LastOrDefault(service => service.ServiceType == typeof(IHttpContextFactory));
        services.AddSingleton(provider => new SecretHidingContextFactory(Create(before, provider)));
        services.AddSingleton<IHttpContextFactory>(provider => provider.GetRequiredService<SecretHidingContextFactory>());
        return builder;
    }

    private static IHttpContextFactory Create(ServiceDescriptor? descriptor, IServiceProvider provider) => (IHttpContextFactory)(
        descriptor?.ImplementationInstance
        ?? descriptor?.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, descriptor?.ImplementationType ?? typeof(DefaultHttpContextFactory)));
}
