using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>The parameters that routes share.</summary>
internal static class ApiParameters
{
    public const int MaxPageSize = 100;

    private const int MaxLength = 1000;

    public static ApiParameterOf<int?> PageSize { get; } =
        Integer("pageSize", $"How many items a page has at most, from 1 to {MaxPageSize}.", 1, MaxPageSize, otherwise: 50);

    public static ApiParameterOf<string> After { get; } = Text("after", "The 'next' of the page before; left out for the first.");

    public static ApiParameterOf<DeliveryState?> State { get; } = Name<DeliveryState>("state", "The state of deliveries.");

    public static ApiParameterOf<string> EndpointId { get; } = Text("endpointId", "The id of an endpoint.");

    public static ApiParameterOf<string> EventType { get; } = Text("eventType", "A type of events, such as SCAN_COMPLETE.");

    public static ApiParameterOf<string> OrganizationId { get; } = Text("organizationId", "The organization of events.");

    public static ApiParameterOf<string> RepositoryId { get; } = Text("repositoryId", "The repository that events concern.");

    public static ApiParameterOf<string> TriggerId { get; } = Text("triggerId", "The id of a trigger.");

    public static ApiParameterOf<JobState?> ExecutionState { get; } = Name<JobState>("state", "The state of executions.");

    public static ApiParameterOf<DateTimeOffset?> From { get; } = Time("from", "Not before this time.");

    public static ApiParameterOf<DateTimeOffset?> To { get; } = Time("to", "Before this time.");

    public static ApiParameterOf<IList<EntityTagHeaderValue>> IfMatch { get; } = new(
        "If-Match",
        "The ETag of what is to be changed, from the answer that showed it; or * for whatever is there.",
        text => EntityTagHeaderValue.TryParseList([text], out var tags) ? tags : null,
        "Write an ETag as it came, with its quotes.")
    { IsHeader = true };

    public static ApiParameterOf<string> InPath(string name) => new(
        name, $"The id of the {name[..^2]}.", ReadText, "Write the id of one.")
    { IsInPath = true };

    public static ApiParameterOf<int?> Integer(string name, string description, int min, int max, int otherwise) => new(
        name,
        description,
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max ? value : null,
        $"Write a whole number from {min} to {max}.",
        otherwise);

    private static ApiParameterOf<string> Text(string name, string description) =>
        new(name, description, ReadText, $"Write 1 to {MaxLength} characters, or leave it out.");

    private static ApiParameterOf<DateTimeOffset?> Time(string name, string description) =>
        new(name, description, text => ApiTime.TryParse(text, out var time) ? time : null, ApiTime.Remedy);

    private static ApiParameterOf<T?> Name<T>(string name, string description)
        where T : struct, Enum => new(
            name,
            description,
            text => Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<T>(text, ignoreCase: true) : null,
            $"Write one of {string.Join(", ", Enum.GetNames<T>())}.");

    private static string? ReadText(string text) => string.IsNullOrWhiteSpace(text) || text.Length > MaxLength || text.Contains('\0', StringComparison.Ordinal) ? null : text;
}
