using System.Numerics;
using System.Text;
using System.Text.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema.Validation;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// Checks documents by their JSON schema. NJsonSchema decides; the problems have the paths and codes of <see cref="WebhookValidator"/>.
/// </summary>
/// <param name="schemas">Which documents are valid.</param>
/// <example>
/// <code>
/// var accepted = new WebhookSchemaValidator(WebhookSchemas.Accepted);
/// var problems = accepted.Validate(utf8);
/// </code>
/// </example>
public sealed class WebhookSchemaValidator(WebhookSchemas schemas)
{
    // The schemas have patterns for what NJsonSchema's formats check more loosely.
    private static readonly JsonSchemaValidatorSettings Settings = new() { FormatValidators = [] };

    /// <summary>Everything that is wrong with a document; empty for a valid one.</summary>
    public IReadOnlyList<ValidationProblem> Validate(ReadOnlySpan<byte> utf8)
    {
        if (!IsJson(utf8))
        {
            return [new("$", ProblemCodes.Json, $"The text is not JSON, or nested deeper than {WebhookJson.MaxDepth}.")];
        }

        return SchemaProblems.Of(schemas.Payload.Validate(Parse(Encoding.UTF8.GetString(utf8), FloatParseHandling.Decimal), Settings));
    }

    // Newtonsoft takes comments, single quotes and more for JSON.
    private static bool IsJson(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = WebhookJson.MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static JToken Parse(string json, FloatParseHandling numbers)
    {
        using var reader = new JsonTextReader(new StringReader(json))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = numbers,
            MaxDepth = WebhookJson.MaxDepth,
        };
        try
        {
            var root = JToken.ReadFrom(reader);
            foreach (var value in (root as JContainer)?.DescendantsAndSelf().OfType<JValue>() ?? [])
            {
                // NJsonSchema takes no BigInteger.
                value.Value = value.Value is BigInteger integer ? (double)integer : value.Value;
            }

            return root;
        }
        catch (JsonReaderException) when (numbers == FloatParseHandling.Decimal)
        {
            // A number that no decimal holds.
            return Parse(json, FloatParseHandling.Double);
        }
    }
}
