using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Quickstart;

/// <summary>A request that the receiver got, and what it answered, if it did.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Sender">The process that sent it.</param>
/// <param name="Path">The endpoint's path.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its payload.</param>
/// <param name="Answer">The status, or null for none.</param>
internal sealed record ReceivedRequest(string Method, string Sender, string Path, IHeaderDictionary Headers, JsonNode? Body, int? Answer)
{
    public int Attempt => int.Parse(this["zeropath-attempt"]);

    public string this[string header] => Headers[header].ToString();
}
