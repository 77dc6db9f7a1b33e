using System.Collections.Concurrent;
using System.Net;

namespace ZeroPath.Webhooks.AspNetCore.Tests;

/// <summary>Stands in for every endpoint.</summary>
internal sealed class Receiver : HttpMessageHandler
{
    /// <summary>The path of each request, and its Authorization.</summary>
    public ConcurrentQueue<(string Path, string? Authorization)> Requests { get; } = new();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Enqueue((request.RequestUri!.AbsolutePath, request.Headers.Authorization?.ToString()));
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
    }
}
