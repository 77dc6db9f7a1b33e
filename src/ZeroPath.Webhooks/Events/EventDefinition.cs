using System.Text.Json;

namespace ZeroPath.Webhooks.Events;

/// <summary>What is known of one type of event: a row of <see cref="EventCatalog"/>.</summary>
public sealed class EventDefinition
{
    internal const string EventPath = "$.event";

    private readonly string _sample;
    private readonly SchemaMember[] _oneOf;
    private readonly SchemaMember _metadata;

    private EventDefinition(
        WebhookEventType type, Type clrType, EventSchema schema, string description, string sample, IReadOnlyList<string> oneOf)
    {
        Type = type;
        ClrType = clrType;
        Description = description;
        OneOf = oneOf;
        Schema = schema;
        _sample = sample;
        _metadata = schema.Members.Single(member => member.Name == "metadata");
        _oneOf = [.. oneOf.Select(name => schema.Members.Single(member => member.Name == name))];
    }

    /// <summary>Its name on the wire.</summary>
    public WebhookEventType Type { get; }

    /// <summary>The class that it is read into, such as <see cref="ScanCompleteEvent"/>.</summary>
    public Type ClrType { get; }

    /// <summary>When it is sent, as a sentence.</summary>
    public string Description { get; }

    /// <summary>
    /// Members of the event of which at least one must be there, such as <c>vulnerability</c> and <c>scan</c>; mostly empty.
    /// </summary>
    public IReadOnlyList<string> OneOf { get; }

    /// <summary>Whether subscriptions' severity thresholds apply to it, unless the host says otherwise.</summary>
    public bool HonorsThreshold { get; private init; }

    internal EventSchema Schema { get; }

    /// <summary>A documented example, valid by the rules of its type; a new one at every call.</summary>
    public WebhookPayload CreateSample() => WebhookJson.Read(_sample);

    internal static EventDefinition Of<TEvent>(
        WebhookEventType type, string description, string sample, bool honorsThreshold = false, IReadOnlyList<string>? oneOf = null)
        where TEvent : KnownEvent =>
        new(type, typeof(TEvent), EventSchema.Of(WebhookJson.TypeInfo<TEvent>(), depth: 2), description, sample, oneOf ?? [])
        {
            HonorsThreshold = honorsThreshold,
        };

    /// <summary>Reads an event that has nothing wrong; null when it has.</summary>
    internal KnownEvent? TryRead(ref Utf8JsonReader reader) =>
        SchemaReader.TryRead(Schema, ref reader) is KnownEvent value && HasOneOf(value) ? value : null;

    internal void Write(Utf8JsonWriter writer, KnownEvent value) => Schema.Write(writer, value);

    /// <summary>Whether a typed event keeps the rules of this kind.</summary>
    internal bool Check(KnownEvent value, ref ProblemSink found)
    {
        var valid = Schema.Check(value, EventPath, ref found);

        // Metadata of another kind, given to the base class, is invisible to a property that declares its type.
        var metadata = _metadata.Get(value);
        if (value.Metadata is not null && metadata is null)
        {
            valid = found.Add(
                $"{EventPath}.metadata", ProblemCodes.Type, $"The metadata must be of the type that {ClrType.Name} declares.");
        }

        return (HasOneOf(value) || found.Add(EventPath, ProblemCodes.OneOf, NoneOf())) && valid;
    }

    /// <summary>Adds every problem of a document of this kind.</summary>
    internal void Check(JsonElement value, List<ValidationProblem> problems)
    {
        Schema.Check(value, EventPath, problems);
        if (_oneOf.Length > 0
            && !_oneOf.Any(member => value.TryGetProperty(member.Name, out var json) && json.ValueKind != JsonValueKind.Null))
        {
            problems.Add(new(EventPath, ProblemCodes.OneOf, NoneOf()));
        }
    }

    private bool HasOneOf(KnownEvent value)
    {
        foreach (var member in _oneOf)
        {
            if (member.Get(value) is not null)
            {
                return true;
            }
        }

        return _oneOf.Length == 0;
    }

    private string NoneOf() => $"{Type} needs at least one of '{string.Join("' and '", OneOf)}'.";
}
