using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.AspNetCore.Contract;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.AspNetCore.Builder;
#pragma warning restore IDE0130

/// <summary>Maps the contract's documents.</summary>
public static class ZeroPathWebhooksContractExtensions
{
    /// <summary>
    /// Maps every document of <see cref="WebhookContract.Documents"/> below a path, by its file name, such as
    /// <c>/webhooks/contract/openapi.json</c>. They hold nothing secret and are open unless the application demands a user everywhere. Each
    /// has an ETag. <c>GET /event-types</c> of the management API links to them.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path below which they are, such as <c>/webhooks/contract</c>.</param>
    /// <returns>A group for conventions, such as <c>AllowAnonymous()</c> or <c>RequireCors("receivers")</c>.</returns>
    public static RouteGroupBuilder MapZeroPathWebhooksContract(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var group = endpoints.MapGroup(pattern);
        foreach (var (name, text) in WebhookContract.Documents)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(utf8))}\"");
            var document = TypedResults.Bytes(utf8, "application/json", entityTag: tag);
            group.MapGet($"/{name}", document.ExecuteAsync).WithMetadata(new ContractDocument(name))
                .WithDisplayName($"ZeroPath webhooks {name}");
        }

        return group;
    }
}
