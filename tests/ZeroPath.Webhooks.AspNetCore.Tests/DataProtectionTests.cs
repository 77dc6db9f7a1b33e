using System.Text;
using FluentAssertions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.AspNetCore.Tests;

/// <summary>On a SQLite file. Each <see cref="Start"/> is a start of the application.</summary>
public sealed class DataProtectionTests : IDisposable
{
    private const string Canary = "Bearer canary-51c9c1";
    private const string Key = "whsec_canary51c9c1/canary51c9c1/canary51c9";

    private readonly TemporaryFolder _folder = new();
    private readonly Receiver _receiver = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _receiver.Dispose();
    }

    [Fact]
    public async Task A_secret_is_nowhere_in_the_files_and_is_read_again_after_a_restart()
    {
        await using (var services = Start())
        {
            await AddEndpointAsync(services, "secret", Canary);
            FilesHave("secret").Should().BeTrue("names are not protected, so that looking finds what is there");
            FilesHave(Canary).Should().BeFalse();
            FilesHave(Key).Should().BeFalse();
        }

        FilesHave(Canary).Should().BeFalse();
        await using var restarted = Start();
        await PublishAsync(restarted);

        _receiver.Requests.Should().Equal(("/secret", Canary));
    }

    [Fact]
    public async Task Without_protection_the_file_has_the_secret()
    {
        await using var services = Start(isProtected: false);
        await AddEndpointAsync(services, "secret", Canary);

        FilesHave(Canary).Should().BeTrue();
        FilesHave(Key).Should().BeTrue();
    }

    [Fact]
    public async Task What_was_stored_in_the_clear_is_read_and_protected_when_it_is_next_stored()
    {
        await using (var before = Start(isProtected: false))
        {
            await AddEndpointAsync(before, "secret", Canary);
        }

        await using var services = Start();
        await PublishAsync(services);
        var registry = services.GetRequiredService<WebhookRegistry>();
        await registry.UpdateEndpointAsync(registry.Router.FindEndpoint("secret")! with { Enabled = false }, cancellationToken: Token);

        _receiver.Requests.Should().Equal(("/secret", Canary));
        StoredConfiguration().Should().Contain("secret").And.NotContain("canary");
    }

    [Fact]
    public async Task When_the_key_ring_is_lost_the_endpoint_waits_the_others_do_not_and_health_says_so()
    {
        await AddTwoAndLoseKeysAsync();
        await using var services = Start();

        var published = await PublishAsync(services);

        _receiver.Requests.Should().Equal(("/open", null));
        var waiting = await services.GetRequiredService<WebhookHistory>()
            .ListDeliveriesAsync(new() { EventId = published, EndpointId = "secret" }, new(), Token);
        waiting.Items.Should().ContainSingle().Which.Should().Match<Delivery>(delivery =>
            delivery.State == DeliveryState.Pending && delivery.AttemptCount == 0 && delivery.DueAt > _clock.GetUtcNow());
        services.GetRequiredService<WebhookRegistry>().Router.FindEndpoint("secret")!.UnreadableReason
            .Should().Match("*Data Protection keys do not fit*Put back the key ring*save the endpoint's headers and signing secrets again*")
                .And.NotContain("canary");
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"), Token);
        report.Entries.Values.Single().Should().Match<HealthReportEntry>(entry =>
            entry.Status == HealthStatus.Degraded && entry.Description!.Contains("'secret'"));
    }

    [Fact]
    public async Task Once_the_key_ring_is_back_what_waited_is_sent()
    {
        await AddTwoAndLoseKeysAsync();
        await using (var services = Start())
        {
            await PublishAsync(services);

            // Whatever else is changed meanwhile leaves the stored secret as it is.
            var registry = services.GetRequiredService<WebhookRegistry>();
            await registry.UpdateEndpointAsync(registry.Router.FindEndpoint("secret")! with { Name = "renamed" }, cancellationToken: Token);
        }

        FindKeys();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await using var restarted = Start();
        await restarted.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(Token);

        _receiver.Requests.Should().Equal(("/open", null), ("/secret", Canary));
        restarted.GetRequiredService<WebhookRegistry>().Configuration.Endpoints.Should().Contain(endpoint => endpoint.Name == "renamed");
    }

    [Fact]
    public async Task Saving_the_headers_again_makes_up_for_a_lost_key_ring()
    {
        await AddTwoAndLoseKeysAsync();
        await using var services = Start();
        await PublishAsync(services);

        await AddEndpointAsync(services, "secret", "Bearer new");
        _clock.Advance(TimeSpan.FromMinutes(1));
        await services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(Token);

        _receiver.Requests.Should().Equal(("/open", null), ("/secret", "Bearer new"));
    }

    private static Task AddEndpointAsync(IServiceProvider services, string name, string? authorization = null) =>
        services.GetRequiredService<WebhookRegistry>().UpdateAsync(
            [
                RoutingEdit.Save(new WebhookEndpoint
                {
                    Name = name,
                    Url = new($"https://api.example.com/{name}"),
                    Headers = authorization is null ? new Dictionary<string, string>() : new() { ["Authorization"] = authorization },
                    SigningSecrets = authorization is null ? [] : [new() { Value = Key }],
                    Version = services.GetRequiredService<WebhookRegistry>().Router.FindEndpoint(name)?.Version ?? 0,
                }),
                RoutingEdit.Save(new WebhookSubscription
                {
                    Id = name,
                    EndpointId = name,
                    Version = services.GetRequiredService<WebhookRegistry>()
                        .Configuration.Subscriptions.FirstOrDefault(item => item.Id == name)?.Version
                        ?? 0,
                }),
            ],
            cancellationToken: Token);

    private static async Task<string> PublishAsync(IServiceProvider services)
    {
        var published = await services.GetRequiredService<IWebhookPublisher>()
            .PublishAsync(EventCatalog.All[0].CreateSample().Event, cancellationToken: Token);
        await services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(Token);
        return published.EventId;
    }

    private ServiceProvider Start(bool isProtected = true)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddDataProtection().SetApplicationName("test").PersistKeysToFileSystem(_folder.KeyRing);
        services.AddHealthChecks().AddZeroPathWebhooks();
        var builder = services.AddZeroPathWebhooks()
            .UseSqliteStore(_folder.ConnectionString)
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => _receiver));
        return (isProtected ? builder.UseDataProtection() : builder).Services.BuildServiceProvider();
    }

    private async Task AddTwoAndLoseKeysAsync()
    {
        await using (var services = Start())
        {
            await AddEndpointAsync(services, "secret", Canary);
            await AddEndpointAsync(services, "open");
        }

        _folder.KeyRing.MoveTo(Path.Combine(_folder.Path, "lost"));
    }

    private void FindKeys()
    {
        var keys = _folder.KeyRing;
        keys.Delete(recursive: true);
        Directory.Move(Path.Combine(_folder.Path, "lost"), keys.FullName);
    }

    private string StoredConfiguration()
    {
        using var connection = new SqliteConnection(_folder.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat(id || settings || secrets) FROM zeropath_resource";
        return (string)command.ExecuteScalar()!;
    }

    private bool FilesHave(string text)
    {
        var files = Directory.GetFiles(_folder.Path, "webhooks.db*");
        return files.Any(path => ReadShared(path).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
