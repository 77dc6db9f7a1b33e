using System.Text.Json;
using ZeroPath.Webhooks.AspNetCore.Management;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.Mcp;

/// <summary>What a caller wrote for a tool: the operation's parameters, the tag, and the members of its body side by side.</summary>
internal sealed class ToolArguments(Operation operation, IDictionary<string, JsonElement>? arguments)
{
    private readonly IReadOnlyDictionary<string, JsonElement> _arguments = arguments?.AsReadOnly()
        ?? (IReadOnlyDictionary<string, JsonElement>)
        new Dictionary<string, JsonElement>();

    /// <summary>What is wrong with the texts that were asked for.</summary>
    public List<WebhooksProblemItem> Errors { get; } = [];

    private IEnumerable<string> Known => operation.Parameters.Select(parameter => parameter.Name)
        .Concat(operation.TakesTag ? [OperationParameters.TagName] : []);

    private IEnumerable<KeyValuePair<string, JsonElement>> Others => _arguments.ExceptBy(Known, argument => argument.Key);

    /// <returns>The text, or the number as a text; null if it was left out, or is neither.</returns>
    public string? TextOf(string name)
    {
        if (!_arguments.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        try
        {
            if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                return value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
            }
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
        }

        Errors.Add(new(name, "Write a text or a number."));
        return null;
    }

    /// <summary>
    /// What is written in vain, where nothing but parameters is taken. What is no member of a body is found when that is read.
    /// </summary>
    public IEnumerable<WebhooksProblemItem> FindUnknown() =>
        operation.Body is not null ? [] : Others.Select(argument => new WebhooksProblemItem(
        ShownName.Of(argument.Key),
        $"There is no such argument. {(Known.Any() ? $"There are {string.Join(", ", Known)}." : "There are none.")}"));

    /// <returns>The body; null if nothing of it was written and nothing needs to be.</returns>
    public (object? Value, OperationResult? Refusal) ReadBody()
    {
        if (operation.Body is not { } type || (operation.IsBodyOptional && !Others.Any()))
        {
            return (null, null);
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in Others)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return OperationRunner.ReadBody(stream.ToArray(), type);
    }
}
