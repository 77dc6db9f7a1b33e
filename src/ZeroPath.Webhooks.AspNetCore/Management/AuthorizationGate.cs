using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Nothing can be reached until the host says who may.</summary>
internal static class AuthorizationGate
{
    // What ASP.NET's own check goes by; hosts can switch that one off.
    private const string MiddlewareRan = "__AuthorizationMiddlewareWithEndpointInvoked";

    /// <summary>Whether the host has attached a policy, or has opened the endpoint.</summary>
    public static bool IsSet(EndpointMetadataCollection metadata) => IsOpen(metadata)
        || metadata.GetMetadata<IAuthorizeData>() is not null
        || metadata.GetMetadata<AuthorizationPolicy>() is not null
        || metadata.GetMetadata<IAuthorizationRequirementData>() is not null;

    /// <summary>Whether the host has opened the endpoint to everybody.</summary>
    public static bool IsOpen(EndpointMetadataCollection metadata) => metadata.GetMetadata<IAllowAnonymous>() is not null;

    /// <returns>Why the request is refused; null if the host let it through.</returns>
    /// <param name="context">The request.</param>
    /// <param name="what">What is asked for, such as <c>This API</c>.</param>
    /// <param name="remedy">What the host has to call.</param>
    public static string? FindRefusal(HttpContext context, string what, string remedy)
    {
        var metadata = context.GetEndpoint()?.Metadata ?? EndpointMetadataCollection.Empty;
        return !IsSet(metadata) ? $"{what} is closed, because the host has attached no authorization policy to it. {remedy}"
            : IsOpen(metadata) || context.Items.ContainsKey(MiddlewareRan) ? null
            : $"{what} is closed, because its authorization policy was not looked at. Call app.UseAuthorization() after app.UseRouting().";
    }
}
