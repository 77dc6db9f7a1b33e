using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Guide;

/// <summary>The code of the packages' readmes that no other document has.</summary>
#pragma warning disable xUnit1051 // The examples have no test context.
public class PackageExamples
{
    [Fact]
    public async Task The_core_publishes()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        var now = TimeProvider.System.GetUtcNow();
        var (acme, backend) = (new Organization { Id = "org_123" }, new Repository { Id = "repo_123", Name = "backend-api" });

        #region package
        builder.Services.AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "Chat", Url = new("https://chat.example.com/zeropath") })
            .AddSubscription(new() { EndpointId = "Chat", Threshold = SeverityLevel.High });
        using var host = builder.Build();

        var published = await host.Services.GetRequiredService<IWebhookPublisher>().PublishAsync(
            new RepoAddedEvent { Timestamp = now, Organization = acme, Repository = backend });
        #endregion

        published.Deliveries.Should().ContainSingle();
    }

    [Fact]
    public void SQLite_keeps_it()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());

        #region sqlite
        builder.Services.AddZeroPathWebhooks().UseSqliteStore("Data Source=webhooks.db");
        #endregion

        using var host = builder.Build();
        host.Services.GetRequiredService<WebhookStore>().IsDurable.Should().BeTrue();
    }

    [Fact]
    public async Task Ed25519_signs()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["SigningKey"] = Ed25519SigningKey.Create().Value;

        #region ed25519
        builder.Services.AddZeroPathWebhooks()
            .UseEd25519(options => options.Keys.Add(new() { Value = builder.Configuration["SigningKey"]! }));   // whsk_…
        var app = builder.Build();
        app.MapZeroPathWebhooksKeys("/webhooks/keys");                       // of ZeroPath.Webhooks.AspNetCore
        #endregion

        await using var owned = app;
        ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Should().HaveCount(2);
    }

    [Fact]
    public void Schemas_validate()
    {
        var utf8 = WebhookJson.Write(EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample());

        #region json_schemas
        var any = WebhookSchemas.Accepted.Payload;                           // by sourcetype
        var one = WebhookSchemas.Emitted.Get(WebhookEventType.ScanComplete);
        var problems = new WebhookSchemaValidator(WebhookSchemas.Accepted).Validate(utf8);
        #endregion

        problems.Should().BeEmpty();
        any.Should().NotBeSameAs(one);
    }
}
