using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Nothing of the API is reachable until the host says who may.</summary>
internal static class AuthorizationGate
{
    public const string Remedy = "Call app.MapZeroPathWebhooksApi(…).RequireAuthorization(…), or AllowAnonymous() to open it to everybody.";

    // What ASP.NET's own check goes by; hosts can switch that one off.
    private const string MiddlewareRan = "__AuthorizationMiddlewareWithEndpointInvoked";

    /// <summary>Whether the host has attached a policy, or has opened the endpoint.</summary>
    public static bool IsSet(EndpointMetadataCollection metadata) => IsOpen(metadata)
        || metadata.GetMetadata<IAuthorizeData>() is not null
        || metadata.GetMetadata<AuthorizationPolicy>() is not null
        || metadata.GetMetadata<IAuthorizationRequirementData>() is not null;

    /// <returns>Why the request is refused; null if the host let it through.</returns>
    public static string? FindRefusal(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata ?? EndpointMetadataCollection.Empty;
        return !IsSet(metadata) ? $"This API is closed, because the host has attached no authorization policy to it. {Remedy}"
            : IsOpen(metadata) || context.Items.ContainsKey(MiddlewareRan) ? null
            : "This API is closed, because its authorization policy was not looked at. Call app.UseAuthorization() after app.UseRouting().";
    }

    private static bool IsOpen(EndpointMetadataCollection metadata) => metadata.GetMetadata<IAllowAnonymous>() is not null;
}
