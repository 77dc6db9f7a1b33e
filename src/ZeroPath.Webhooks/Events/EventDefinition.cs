using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>What is known of one kind of event: a row of <see cref="EventCatalog"/>.</summary>
public sealed class EventDefinition
{
    internal const string EventPath = "$.event";

    private readonly Shape _shape;
    private readonly ShapeMember[] _oneOf;

    private EventDefinition(WebhookEventType type, Type eventClass, Shape shape, string description, IReadOnlyList<string> oneOf)
    {
        Type = type;
        EventClass = eventClass;
        Description = description;
        OneOf = oneOf;
        _shape = shape;
        _oneOf = [.. oneOf.Select(name => shape.Members.Single(member => member.Name == name))];
    }

    /// <summary>Its name on the wire.</summary>
    public WebhookEventType Type { get; }

    /// <summary>The record that it is read into, such as <see cref="ScanCompleteEvent"/>.</summary>
    public Type EventClass { get; }

    /// <summary>When it is sent, as a sentence.</summary>
    public string Description { get; }

    /// <summary>Members of the event of which at least one must be there, such as <c>vulnerability</c> and <c>scan</c>; mostly empty.</summary>
    public IReadOnlyList<string> OneOf { get; }

    /// <summary>Whether subscriptions' severity thresholds apply to it, unless the host says otherwise (D17).</summary>
    public bool HasSeverity { get; private init; }

    /// <summary>A documented example, valid by the rules of its type; a new one at every call.</summary>
    public WebhookPayload CreateSample()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Type}.json")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return WebhookJson.Read(bytes);
    }

    internal EventReader Read { get; private init; } = null!;

    internal Action<Utf8JsonWriter, KnownEvent> Write { get; private init; } = null!;

    internal static EventDefinition Of<TEvent>(
        WebhookEventType type, string description, bool hasSeverity = false, IReadOnlyList<string>? oneOf = null)
        where TEvent : KnownEvent
    {
        var info = WebhookJson.TypeInfo<TEvent>();

        // Called directly, the converter reads from where the reader stands; JsonSerializer would scan the value once before.
        var converter = (JsonConverter<TEvent>)info.Converter;
        return new EventDefinition(type, typeof(TEvent), Shape.Of(info), description, oneOf ?? [])
        {
            HasSeverity = hasSeverity,
            Read = (ref reader) => converter.Read(ref reader, typeof(TEvent), info.Options)!,
            Write = (writer, value) => converter.Write(writer, (TEvent)value, info.Options),
        };
    }

    /// <summary>Whether a typed event keeps the rules of this kind. Adds every problem to the list, if there is one.</summary>
    internal bool Check(KnownEvent value, List<ValidationProblem>? problems)
    {
        var valid = _shape.Check(value, EventPath, problems);
        return HasOneOf(member => member.Get!(value) is not null, problems) && valid;
    }

    /// <summary>Adds every problem of a document of this kind.</summary>
    internal void Check(JsonElement value, List<ValidationProblem> problems)
    {
        _shape.Check(value, EventPath, problems);
        HasOneOf(member => value.TryGetProperty(member.Name, out var json) && json.ValueKind != JsonValueKind.Null, problems);
    }

    private bool HasOneOf(Func<ShapeMember, bool> isPresent, List<ValidationProblem>? problems)
    {
        if (_oneOf.Length == 0 || _oneOf.Any(isPresent))
        {
            return true;
        }

        problems?.Add(new(EventPath, ProblemCodes.OneOf, $"{Type} needs at least one of '{string.Join("' and '", OneOf)}'."));
        return false;
    }

    internal delegate KnownEvent EventReader(ref Utf8JsonReader reader);
}
