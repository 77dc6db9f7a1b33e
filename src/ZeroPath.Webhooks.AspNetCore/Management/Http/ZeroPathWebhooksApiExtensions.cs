using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.AspNetCore;
using ZeroPath.Webhooks.AspNetCore.Management;
using ZeroPath.Webhooks.AspNetCore.Management.Http;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.AspNetCore.Builder;
#pragma warning restore IDE0130

/// <summary>Maps the management API.</summary>
public static class ZeroPathWebhooksApiExtensions
{
    /// <summary>
    /// Maps the management API: endpoints, subscriptions, events, deliveries, inbound triggers and what operators do with them, as JSON. It
    /// answers 403 to everything until an authorization policy is attached to what is returned, or <c>AllowAnonymous()</c>.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path below which it is, such as <c>/webhooks/api</c>.</param>
    /// <param name="configure">Says, for one, which organization a caller belongs to.</param>
    /// <returns>A group for conventions, such as <c>RequireAuthorization("operators")</c>.</returns>
    /// <exception cref="InvalidOperationException">
    /// <c>AddZeroPathWebhooks</c> was not called, or the API is mapped already with the same <c>NamePrefix</c>.
    /// </exception>
    /// <example>
    /// <code>
    /// app.MapZeroPathWebhooksApi("/webhooks/api", options => options.Scope = context =>
    ///         context.User.IsInRole("operator")
    ///             ? WebhooksApiScope.All
    ///             : WebhooksApiScope.Organization(context.User.FindFirst("org")?.Value))
    ///     .RequireAuthorization("webhooks");
    /// </code>
    /// </example>
    public static RouteGroupBuilder MapZeroPathWebhooksApi(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Action<ZeroPathWebhooksApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(WebhookRegistry)) == false)
        {
            throw new InvalidOperationException("There are no webhooks to manage: call services.AddZeroPathWebhooks() too.");
        }

        var options = new ZeroPathWebhooksApiOptions();
        configure?.Invoke(options);
        var report = endpoints.ServiceProvider.GetRequiredService<StartReport>();
        if (!report.Apis.TryAdd(options.NamePrefix, pattern))
        {
            throw new InvalidOperationException(
                $"The management API is mapped at '{report.Apis[options.NamePrefix]}', and again at '{pattern}' with the same names of "
                    + "operations. Names must differ, or every route of the application answers 500. Give one of them a prefix: "
                    + $"app.MapZeroPathWebhooksApi(\"{pattern}\", options => options.NamePrefix = \"second\").");
        }

        var group = endpoints.MapGroup(pattern).WithMetadata(options);
        foreach (var route in ApiRoutes.All)
        {
            group.MapMethods(route.Pattern, [route.Method], context => ApiPipeline.InvokeAsync(context, route, options))
                .WithMetadata(Describe(route, options));
        }

        var (place, name) = (options.Door.Place ?? pattern, options.Door.Name);
        report.Add(() => $"{char.ToUpperInvariant(name[0])}{name[1..]}: {place}, {PolicyOf(endpoints.ServiceProvider, options)}.");
        endpoints.ServiceProvider.GetService<IHostApplicationLifetime>()?.ApplicationStarted
            .Register(() => WarnIfClosed(endpoints.ServiceProvider, options, place));
        return group;
    }

    private static object[] Describe(ApiRoute route, ZeroPathWebhooksApiOptions options)
    {
        var operation = route.Operation;
        return
        [
            route,

            // Without a method nothing describes an endpoint.
            ((Delegate)ApiPipeline.InvokeAsync).Method,
            new EndpointNameMetadata(options.NamePrefix + operation.Name),
            new EndpointSummaryAttribute(operation.Summary),
            .. operation.Description is { } description ? [new EndpointDescriptionAttribute(description)] : Array.Empty<object>(),
            new TagsAttribute($"Webhook {route.Pattern.Split('/')[1].Replace('-', ' ')}"),
            .. DescribedParameter.Of(operation),
            new ProducesResponseTypeMetadata(
                route.Status, operation.Answer?.Type ?? typeof(void), operation.Answer is null ? [] : [ApiAnswer.JsonType]),
            .. route.Refusals.Select(status =>
                new ProducesResponseTypeMetadata(status, typeof(WebhooksProblem), [ProblemWriter.MediaType])),
        ];
    }

    private static string PolicyOf(IServiceProvider services, ZeroPathWebhooksApiOptions options) =>
        !Mapped(services, options).All(AuthorizationGate.IsSet) ? "closed for want of an authorization policy"
        : Mapped(services, options).Any(AuthorizationGate.IsOpen) ? "open to everybody"
        : "with authorization";

    private static void WarnIfClosed(IServiceProvider services, ZeroPathWebhooksApiOptions options, string pattern)
    {
        if (!Mapped(services, options).All(AuthorizationGate.IsSet))
        {
            ApiLog.Closed(
                services.GetRequiredService<ILoggerFactory>().CreateLogger(OperationLog.Category),
                options.Door.Name,
                pattern,
                options.Door.Remedy);
        }
    }

    private static IEnumerable<EndpointMetadataCollection> Mapped(IServiceProvider services, ZeroPathWebhooksApiOptions options) =>
        services.GetRequiredService<EndpointDataSource>().Endpoints.Select(endpoint => endpoint.Metadata)
            .Where(metadata => metadata.GetMetadata<ZeroPathWebhooksApiOptions>() == options);
}
