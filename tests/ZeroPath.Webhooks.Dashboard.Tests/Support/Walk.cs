using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>Every route of the dashboard, whichever those are: a new one cannot be forgotten.</summary>
internal static class Walk
{
    /// <param name="host">The host.</param>
    /// <param name="idOf">What stands for a parameter, such as <c>endpointId</c>.</param>
    public static IEnumerable<(HttpMethod Method, string Path)> Of(DashboardHost host, Func<string, string> idOf) =>
        from route in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where route.RoutePattern.RawText!.StartsWith(DashboardHost.Pattern, StringComparison.Ordinal)
        from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"]
        select (new HttpMethod(method), PathOf(route, idOf));

    private static string PathOf(RouteEndpoint route, Func<string, string> idOf) => route.RoutePattern.Parameters.Aggregate(
        route.RoutePattern.RawText!,
        (text, parameter) => text.Replace(
            parameter.IsCatchAll ? $"{{**{parameter.Name}}}" : $"{{{parameter.Name}}}", Uri.EscapeDataString(idOf(parameter.Name)),
            StringComparison.Ordinal));
}
