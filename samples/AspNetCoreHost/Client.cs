using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace AspNetCoreHost;

/// <summary>Calls the host with a key, as a customer's program would.</summary>
internal sealed class Client : IDisposable
{
    private readonly HttpClient _http;

    public Client(string host, string? key)
    {
        _http = new(new SocketsHttpHandler()) { BaseAddress = new(host) };
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Add(ApiKeyScheme.Header, key);
        }
    }

    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="json">The body.</param>
    /// <param name="ifMatch">The ETag.</param>
    public async Task<(int Status, JsonNode? Json, string Text, EntityTagHeaderValue? Tag)> SendAsync(
        string method, string path, string? json = null, EntityTagHeaderValue? ifMatch = null)
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(ifMatch);
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return ((int)response.StatusCode, isJson ? JsonNode.Parse(text) : null, text, response.Headers.ETag);
    }

    public void Dispose() => _http.Dispose();
}
