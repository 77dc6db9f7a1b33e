using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.AspNetCore;
using ZeroPath.Webhooks.AspNetCore.Inbound;
using ZeroPath.Webhooks.AspNetCore.Management.Resources;

namespace ZeroPath.Webhooks.Dashboard;

/// <summary>What the page has to know before it asks for anything else.</summary>
internal sealed record DashboardSession
{
    private static readonly string ProductVersion = typeof(DashboardSession).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The name of the user, if the host knows one.</summary>
    public string? User { get; init; }

    /// <summary>Whether the user sees everything.</summary>
    public required bool IsOperator { get; init; }

    /// <summary>The organization that the user sees; null for an operator.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Whether the user can look at received events: the host handles some, and they are the operators' business.</summary>
    public required bool CanReceive { get; init; }

    /// <summary>Whether something runs when an inbound trigger is called.</summary>
    public required bool HasTriggers { get; init; }

    /// <summary>
    /// Where an inbound trigger is called, with <c>{triggerId}</c> in it, as a path from the dashboard's address; null if nobody can say.
    /// </summary>
    public string? InboundPath { get; init; }

    /// <summary>The formats that an endpoint may have.</summary>
    public required IReadOnlyList<DashboardFormat> Formats { get; init; }

    /// <summary>How often and when deliveries are attempted again, unless their endpoint says otherwise.</summary>
    public required RetryResource? DefaultRetry { get; init; }

    /// <summary>The library's version.</summary>
    public required string Version { get; init; }

    public static Task WriteAsync(HttpContext context, WebhooksApiScope scope)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (scope == WebhooksApiScope.Nothing)
        {
            return ProblemWriter.WriteAsync(context, StatusCodes.Status403Forbidden, "You belong to no organization.");
        }

        var services = context.RequestServices;
        return TypedResults.Json(
            new DashboardSession
            {
                User = context.User.Identity?.Name,
                IsOperator = scope.IsAll,
                OrganizationId = scope.OrganizationId,
                CanReceive = scope.IsAll && services.GetRequiredService<WebhookHandlers>().Names.Count > 0,
                HasTriggers = services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IInboundTriggerHandler)),
                InboundPath = InboundTriggerEndpoint.FindPath(services.GetRequiredService<EndpointDataSource>()) is { } inbound
                    ? WayUp(context.Request.Path) + inbound
                    : null,
                Formats = DashboardFormat.AllOf(services.GetRequiredService<WebhookFormats>()),
                DefaultRetry = RetryResource.Of(services.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>().Value.Retry),
                Version = ProductVersion,
            },
            DashboardJson.Default.DashboardSession).ExecuteAsync(context);
    }

    // What a proxy has put before the path, or taken from it, only the browser knows.
    private static string WayUp(PathString here) =>
        $"./{string.Concat(Enumerable.Repeat("../", here.Value!.Count(letter => letter == '/') - 1))}";
}
