using System.Net;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>Stands in for every endpoint.</summary>
internal sealed class ApiReceiver : HttpMessageHandler
{
    /// <summary>What it answers; null answers nothing, so that the connection breaks.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Answer { get; set; } = _ => new(HttpStatusCode.OK);

    public List<HttpRequestMessage> Requests { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Endpoints are sent to side by side.
        lock (Requests)
        {
            Requests.Add(request);
        }

        return Task.FromResult(Answer(request) ?? throw new HttpRequestException(HttpRequestError.ConnectionError, "No."));
    }
}
