using FluentAssertions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using ZeroPath.Webhooks.AspNetCore.Tests.Receiving;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>Somebody who goes away is no error of the host's.</summary>
public class ResetTests
{
    [Theory]
    [InlineData("Content-Length: 5000", "{\"name\":")]
    [InlineData("Transfer-Encoding: chunked", "5\r\n{\"nam\r\n")]
    public async Task A_caller_who_resets_in_the_middle_of_the_body_is_no_error(string length, string begin)
    {
        var host = await ApiHost.StartAsync();
        await using (host)
        {
            var port = new Uri(
                host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
            for (var i = 0; i < 50; i++)
            {
                using var connection = await RawConnection.OpenAsync(port);
                await connection.SendAsync(
                    "POST /api/endpoints HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + $"{CallerScheme.Header}: operator\r\nExpect: 100-continue\r\n{length}\r\n\r\n");
                (await connection.StatusAsync()).Should().Be(100, "the body is being read");
                await connection.SendAsync(begin);
                connection.Reset();
            }
        }

        // The server has stopped, and with it every request.
        host.Log.Records.Should().NotContain(record => record.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_caller_who_goes_away_while_the_store_is_asked_is_no_error()
    {
        await using var node = new ServiceCollection().AddZeroPathWebhooks().Services.BuildServiceProvider();
        var resources = new SlowResources();
        var store = node.GetRequiredService<WebhookStore>() with { Resources = resources };
        var host = await ApiHost.StartAsync(builder => builder.UseStore(_ => store));
        await using (host)
        {
            var port = new Uri(
                host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
            using var connection = await RawConnection.OpenAsync(port);
            await connection.SendAsync($"GET /api/endpoints HTTP/1.1\r\nHost: localhost\r\n{CallerScheme.Header}: operator\r\n\r\n");
            await resources.Asked.Task.WaitAsync(TestContext.Current.CancellationToken);
            connection.Reset();
        }

        host.Log.Records.Should().NotContain(record => record.Level >= LogLevel.Warning);
    }

    /// <summary>Answers nothing before the caller gives up.</summary>
    private sealed class SlowResources : IResourceStore
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<ResourceOutcome> ApplyAsync(
            IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin, CancellationToken cancellationToken) =>
            WaitAsync<ResourceOutcome>(cancellationToken);

        public ValueTask<ResourceChanges> ReadChangesAsync(string? mark, int max, CancellationToken cancellationToken) =>
            WaitAsync<ResourceChanges>(cancellationToken);

        public ValueTask<ResourceRow?> FindAsync(ResourceKind kind, string id, CancellationToken cancellationToken) =>
            WaitAsync<ResourceRow?>(cancellationToken);

        public ValueTask<IReadOnlyList<ResourceRow>> ListAsync(
            ResourceFilter filter, ResourcePosition? after, int max, CancellationToken cancellationToken) =>
            WaitAsync<IReadOnlyList<ResourceRow>>(cancellationToken);

        public ValueTask<Page<ResourceActivity>> ListActivityAsync(
            ActivityFilter filter, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

        private async ValueTask<T> WaitAsync<T>(CancellationToken cancellationToken)
        {
            Asked.TrySetResult();
            return await new TaskCompletionSource<T>().Task.WaitAsync(cancellationToken);
        }
    }
}
