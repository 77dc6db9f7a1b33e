using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ZeroPath.Webhooks.AspNetCore.Contract;

/// <summary>Marks the endpoint that serves a document of the contract.</summary>
/// <param name="Name">The document's file name.</param>
internal sealed record ContractDocument(string Name)
{
    /// <summary>
    /// The path of each document that is mapped, by its file name. A path that the application leaves open is no address.
    /// </summary>
    public static Dictionary<string, string> FindPaths(HttpContext context)
    {
        var paths = new Dictionary<string, string>();
        foreach (var endpoint in context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<ContractDocument>() is { Name: var name } && endpoint.RoutePattern.Parameters.Count == 0)
            {
                paths.TryAdd(name, UrlPath.Encode(context.Request.PathBase.Add($"/{endpoint.RoutePattern.RawText!.TrimStart('/')}")));
            }
        }

        return paths;
    }
}
