using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Quickstart;

/// <summary>A request that the receiver got, and what it answered.</summary>
internal sealed record ReceivedRequest(string Method, string Path, IHeaderDictionary Headers, JsonNode? Body, int Answer)
{
    public string this[string header] => Headers[header].ToString();
}
