using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks.AspNetCore;
using ZeroPath.Webhooks.AspNetCore.Management;
using ZeroPath.Webhooks.AspNetCore.Management.Http;
using ZeroPath.Webhooks.Dashboard;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.AspNetCore.Builder;
#pragma warning restore IDE0130

/// <summary>Maps the dashboard.</summary>
public static class ZeroPathWebhooksDashboardExtensions
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Maps the dashboard: pages on which people see webhooks and steer them, with a management API of its own below it. It answers 403 to
    /// everything until an authorization policy is attached to what is returned, or <c>AllowAnonymous()</c>.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">Its address, such as <c>/webhooks</c>. All below it is its own.</param>
    /// <param name="configure">Says, for one, which organization a user belongs to.</param>
    /// <returns>A group for conventions, such as <c>RequireAuthorization("operators")</c>.</returns>
    /// <exception cref="InvalidOperationException">
    /// <c>AddZeroPathWebhooks</c> was not called, or the dashboard is mapped already with the same pattern.
    /// </exception>
    /// <example>
    /// <code>
    /// app.MapZeroPathWebhooksDashboard("/webhooks", options =>
    ///     options.Scope = context => context.User.IsInRole("operator")
    ///         ? WebhooksApiScope.All
    ///         : WebhooksApiScope.Organization(context.User.FindFirst("org")?.Value)).RequireAuthorization("webhooks");
    /// </code>
    /// </example>
    public static RouteGroupBuilder MapZeroPathWebhooksDashboard(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Action<ZeroPathWebhooksDashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new ZeroPathWebhooksDashboardOptions();
        configure?.Invoke(options);
        var door = ApiDoor.DashboardAt(pattern);
        var group = endpoints.MapGroup(pattern);
        group.MapZeroPathWebhooksApi("/api", api =>
        {
            api.Scope = options.Scope;
            api.NamePrefix = $"{pattern} ";
            api.Door = door;
        }).DisableCookieRedirect();
        group.Map("/api/{**rest}", Guarded(context => ProblemWriter.WriteAsync(
            context, StatusCodes.Status404NotFound, "The API has nothing at this address."), door));
        group.MapGet("/session", Guarded(context => DashboardSession.WriteAsync(context, options.Scope(context)), door))
            .DisableCookieRedirect();
        var live = LiveOf(endpoints.ServiceProvider);
        group.MapGet("/live", Guarded(context => live.WriteAsync(context, options.Scope(context)), door)).DisableCookieRedirect();
        var assets = DashboardAssets.Embedded;
        group.MapMethods("/assets/{hash}/{**name}", Reading, Guarded(assets.WriteAsync, door));
        group.MapMethods($"/{{**{DashboardPage.Screen}}}", Reading, Guarded(new DashboardPage(assets, options).WriteAsync, door));
        return group.ExcludeFromDescription();
    }

    private static LiveStream LiveOf(IServiceProvider services)
    {
        var (time, stopping) = (
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        return new(new(new(services), time, stopping), time, stopping);
    }

    private static RequestDelegate Guarded(RequestDelegate next, ApiDoor door) => context =>
        AuthorizationGate.FindRefusal(context, door.This, door.Remedy) is { } closed
            ? ProblemWriter.WriteAsync(context, StatusCodes.Status403Forbidden, closed)
            : next(context);
}
