using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.AspNetCore;
using ZeroPath.Webhooks.Signing;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.AspNetCore.Builder;
#pragma warning restore IDE0130

/// <summary>Maps the public keys.</summary>
public static class ZeroPathWebhooksKeysExtensions
{
    /// <summary>
    /// Maps the public keys that requests can be verified with, as JSON Web Key Sets: at the path the host's, and below it, under an
    /// endpoint's id, that endpoint's own. An id that nobody knows answers like an endpoint without keys, with an empty set. They hold
    /// nothing secret and are open unless the application demands a user everywhere. Receivers may keep them for five minutes.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path, such as <c>/webhooks/keys</c>.</param>
    /// <returns>A group for conventions, such as <c>AllowAnonymous()</c>.</returns>
    /// <exception cref="InvalidOperationException">Nothing signs with such keys.</exception>
    public static RouteGroupBuilder MapZeroPathWebhooksKeys(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        if (endpoints.ServiceProvider.GetService<IWebhookSigner>() is not { } signer)
        {
            throw new InvalidOperationException(
                "There are no keys to serve. Call UseEd25519 of the package ZeroPath.Webhooks.Ed25519 on what AddZeroPathWebhooks "
                    + "returns.");
        }

        var time = endpoints.ServiceProvider.GetRequiredService<TimeProvider>();
        var group = endpoints.MapGroup(pattern);
        group.MapGet("/", context => WriteAsync(context, signer.GetPublicKeys(null, time.GetUtcNow())))
            .WithDisplayName("ZeroPath webhooks keys");
        group.MapGet("/{endpointId}", context => WriteAsync(
            context, signer.GetPublicKeys(UrlPath.Decode((string)context.Request.RouteValues["endpointId"]!), time.GetUtcNow())))
            .WithDisplayName("ZeroPath webhooks keys of an endpoint");
        return group;
    }

    private static Task WriteAsync(HttpContext context, IReadOnlyList<IReadOnlyDictionary<string, string>> keys)
    {
        context.Response.Headers.CacheControl = "public, max-age=300";
        using var written = new MemoryStream();
        using (var writer = new Utf8JsonWriter(written))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("keys");
            foreach (var key in keys)
            {
                writer.WriteStartObject();
                foreach (var (name, value) in key)
                {
                    writer.WriteString(name, value);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return TypedResults.Bytes(written.ToArray(), "application/jwk-set+json").ExecuteAsync(context);
    }
}
