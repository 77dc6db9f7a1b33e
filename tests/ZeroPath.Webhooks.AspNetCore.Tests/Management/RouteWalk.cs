using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>A request for every route that is mapped, whichever those are: a new one cannot be forgotten.</summary>
internal static class RouteWalk
{
    public static IEnumerable<(HttpMethod Method, string Path, RouteEndpoint Route)> Of(ApiHost host, Func<string, string> idOf) =>
        from route in host.Routes
        from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
        let path = route.RoutePattern.Parameters.Aggregate(
            route.RoutePattern.RawText!, (text, parameter) =>
                text.Replace($"{{{parameter.Name}}}", Uri.EscapeDataString(idOf(parameter.Name)), StringComparison.Ordinal))
        select (new HttpMethod(method), path["/api".Length..], route);

    /// <summary>A body that is right wherever one is asked for, as far as what is asked for goes.</summary>
    public static string? BodyOf(RouteEndpoint route, string endpointId) =>
        route.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .SingleOrDefault(parameter => parameter.Name == "body") is not { } body ? null
        : body.ParameterInfo.ParameterType.Name switch
        {
            "EndpointResource" => """{ "name": "x", "url": "https://x.example.com/" }""",
            "SubscriptionResource" => $$"""{ "endpointId": "{{endpointId}}" }""",
            "TriggerResource" => """{ "name": "x" }""",
            "DryRunRequest" => $$"""{ "subscription": { "endpointId": "{{endpointId}}" } }""",
            "DisableRequest" => """{ "reason": "x" }""",
            "RedeliveryRequest" => """{ "state": "Failed" }""",
            "ReplayRequest" => """{ "from": "2026-01-01T00:00:00Z" }""",
            _ when body.IsOptional => "{}",
            var other => throw new InvalidOperationException($"Write a body for {other}."),
        };
}
