using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace AspNetCoreHost;

/// <summary>People log in with a key, and get a cookie for it. A real host has its own way, such as OpenID Connect.</summary>
internal static class Login
{
    public const string Path = "/login";

    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    public static void Map(WebApplication app)
    {
        app.MapGet(Path, (string? returnUrl) => Page(returnUrl, "")).ExcludeFromDescription();
        app.MapPost(Path, async (HttpContext context, IConfiguration configuration) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var (key, returnUrl) = (form["key"].ToString(), form["returnUrl"].ToString());
            if (ApiKeyScheme.FindCaller(configuration, key) is not { } caller)
            {
                return Page(returnUrl, "That is no key.");
            }

            var user = new ClaimsIdentity([new(ApiKeyScheme.Claim, caller), new(ClaimTypes.Name, $"{caller}@example.com")], Scheme);
            await context.SignInAsync(Scheme, new(user));
            return Results.LocalRedirect(returnUrl.StartsWith('/') ? returnUrl : WebHost.Dashboard);
        }).ExcludeFromDescription();
    }

    private static IResult Page(string? returnUrl, string problem) => Results.Text(
        $"""
        <!DOCTYPE html>
        <html lang="en"><meta charset="utf-8"><title>Log in</title>
        <form method="post"><p>{problem}</p>
        <input type="hidden" name="returnUrl" value="{WebUtility.HtmlEncode(returnUrl)}">
        <label>Key <input name="key" type="password" autofocus></label> <button>Log in</button></form></html>
        """,
        "text/html");
}
