using System.Text.Json.Nodes;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.AotApp;

/// <summary>Writes and reads the sample of every type of event.</summary>
internal static class SampleCheck
{
    public static void Run(Checks checks)
    {
        foreach (var definition in EventCatalog.All)
        {
            var sample = definition.CreateSample();
            var written = WebhookJson.Write(sample);
            var read = WebhookJson.Read(written);
            checks.Expect($"{definition.Type} is read as", read.Event.GetType(), definition.ClrType);
            checks.Expect($"{definition.Type} has no problems", WebhookValidator.Validate(read).Count, 0);
            checks.Expect($"{definition.Type} is written as before",
                JsonNode.DeepEquals(JsonNode.Parse(WebhookJson.Write(read)), JsonNode.Parse(written)), true);
        }
    }
}
