using System.Text.Json;
using Xunit;

namespace ZeroPath.Webhooks.Dashboard.Tests;

/// <summary>Reads a stream of live updates as a browser does.</summary>
internal sealed class LiveReader : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly StreamReader _reader;

    private LiveReader(HttpClient client, StreamReader reader) => (_client, _reader) = (client, reader);

    /// <summary>All topics that came so far.</summary>
    public HashSet<string> Told { get; } = [];

    /// <summary>What a browser shows when it comes again.</summary>
    public string? LastId { get; private set; }

    public static async Task<LiveReader> OpenAsync(DashboardHost host, string user, string? lastId = null)
    {
        var client = await host.LogInAsync(user);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/webhooks/live");
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return new(client, new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>The topics of the next event.</summary>
    public async Task<string[]> NextAsync()
    {
        while (await _reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                LastId = line["id: ".Length..];
            }

            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                string[] topics = [.. JsonElement.Parse(line["data: ".Length..]).GetProperty("topics").EnumerateArray()
                    .Select(topic => topic.GetString()!)];
                Told.UnionWith(topics);
                return topics;
            }
        }

        throw new EndOfStreamException("The stream has ended.");
    }

    /// <summary>Reads on until a topic has been told.</summary>
    public async Task UntilAsync(string topic)
    {
        while (!Told.Contains(topic))
        {
            await NextAsync();
        }
    }

    /// <summary>Reads to the end.</summary>
    public async Task<bool> HasEndedAsync()
    {
        try
        {
            while (await _reader.ReadLineAsync(TestContext.Current.CancellationToken) is not null)
            {
            }
        }
        catch (IOException)
        {
            // So it is when a server goes.
        }

        return true;
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
