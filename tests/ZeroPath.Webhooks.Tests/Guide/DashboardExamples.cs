using System.Net;
using System.Security.Claims;
using System.Text.Json;
using FluentAssertions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.AspNetCore;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>The code of the document on the dashboard.</summary>
#pragma warning disable xUnit1051 // The examples have no test context.
public class DashboardExamples
{
    [Fact]
    public async Task An_operator_sees_all_and_a_customer_what_is_theirs()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "Ours", Url = new("https://hooks.example.com/all") })
            .AddEndpoint(new() { Name = "Acme's", Url = new("https://hooks.example.com/acme"), OrganizationId = "org_123" });

        #region dashboard_services
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddAuthorization(options => options.AddPolicy("webhooks", policy => policy.RequireAuthenticatedUser()));
        #endregion

        await using var app = builder.Build();

        #region dashboard
        app.MapZeroPathWebhooksDashboard("/webhooks", options =>
            options.Scope = context => context.User.IsInRole("operator")
                ? WebhooksApiScope.All
                : WebhooksApiScope.Organization(context.User.FindFirst("org")?.Value)).RequireAuthorization("webhooks");
        #endregion

        app.MapPost("/login/{name}", (HttpContext context, string name) =>
            SignInAsync(context, new(name, name == "olivia", name == "olivia" ? "" : "org_123")));
        await app.StartAsync();

        (await EndpointsSeenByAsync(app, "olivia")).Should().BeEquivalentTo("Ours", "Acme's");
        (await EndpointsSeenByAsync(app, "carl")).Should().Equal("Acme's");
        (await EndpointsSeenByAsync(app, null)).Should().BeNull();
    }

    private static async Task SignInAsync(HttpContext context, User user)
    {
        #region dashboard_login
        var role = user.IsOperator ? new Claim(ClaimTypes.Role, "operator") : new Claim("org", user.OrganizationId);
        var identity = new ClaimsIdentity([new(ClaimTypes.Name, user.Name), role], CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(identity));
        #endregion
    }

    /// <returns>The names of the endpoints; null when the answer is 401.</returns>
    private static async Task<List<string?>?> EndpointsSeenByAsync(WebApplication app, string? user)
    {
        using var handler = new HttpClientHandler();
        using var client = new HttpClient(handler) { BaseAddress = new(app.Urls.First()) };
        if (user is not null)
        {
            (await client.PostAsync($"/login/{user}", null)).EnsureSuccessStatusCode();
        }

        var answer = await client.GetAsync("/webhooks/api/endpoints");
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            return null;
        }

        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return [.. document.RootElement.GetProperty("items").EnumerateArray().Select(endpoint => endpoint.GetProperty("name").GetString())];
    }

    private sealed record User(string Name, bool IsOperator, string OrganizationId);
}
