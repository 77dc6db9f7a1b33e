using System.Text.Json.Nodes;
using ZeroPath.Webhooks.Deliveries;

namespace Quickstart;

/// <summary>An event that was published.</summary>
/// <param name="Label">Where it is from and its type, such as <c>page/PR_BLOCKED</c>.</param>
/// <param name="Json">The payload that endpoints should get.</param>
/// <param name="IsStamped">Whether the publisher put the current time into the payload.</param>
/// <param name="Result">What the publisher said.</param>
internal sealed record Published(string Label, byte[] Json, bool IsStamped, PublishResult Result)
{
    public string Type => Label[(Label.IndexOf('/') + 1)..].Split(' ')[0];

    public bool IsEqualTo(JsonNode? body)
    {
        var expected = JsonNode.Parse(Json)!;
        if (IsStamped)
        {
            expected["time"] = body?["time"]?.DeepClone();
        }

        return JsonNode.DeepEquals(expected, body);
    }
}
