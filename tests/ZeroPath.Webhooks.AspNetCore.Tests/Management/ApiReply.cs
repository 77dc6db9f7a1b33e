using System.Net;
using System.Text;
using System.Text.Json;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>What the API answered.</summary>
internal sealed record ApiReply(HttpStatusCode Status, string? ContentType, string? ETag, string? RetryAfter, Uri? Location, string Text)
{
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The names of all that a problem calls wrong.</summary>
    public IReadOnlyList<string> Wrong => Json.TryGetProperty("errors", out var errors)
        ? [.. errors.EnumerateArray().Select(error => error.GetProperty("name").GetString()!)]
        : [];

    public IReadOnlyList<string> Ids => [.. Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    public string this[string member] => Json.GetProperty(member).ToString();

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"{Status}: {Text}");
        return true;
    }
}
