namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>The parameters that operations share.</summary>
internal static class OperationParameters
{
    public const int MaxPageSize = 100;

    /// <summary>How a caller names the version that they saw.</summary>
    public const string TagName = "If-Match";

    public const string TagDescription = "The ETag of what is to be changed, from the answer that showed it; or * for whatever is there.";

    private const int MaxLength = 1000;

    public static OperationParameterOf<int?> PageSize { get; } =
        Integer("pageSize", $"How many items a page has at most, from 1 to {MaxPageSize}.", 1, MaxPageSize, otherwise: 50);

    // A cursor is as long as the name that it has in it.
    public static OperationParameterOf<string> After { get; } = new(
        "after", "The 'next' of the page before; left out for the first.", text => text.Length == 0 ? null : text, PageCursor.Mistake);

    public static OperationParameterOf<string> Search { get; } =
        Text("search", "What stands in the name, the id or the shown URL of endpoints, in upper or lower case.");

    public static OperationParameterOf<EndpointSelection?> EndpointState { get; } =
        Name<EndpointSelection>("state", "How endpoints are.");

    public static OperationParameterOf<JobState?> ReceivedState { get; } = Name<JobState>("state", "The state of received events.");

    public static OperationParameterOf<string> Receiver { get; } = Text("receiver", "The name of a receiver.");

    public static OperationParameterOf<string> Handler { get; } = Text("handler", "The name of a handler.");

    public static OperationParameterOf<DeliveryState?> State { get; } = Name<DeliveryState>("state", "The state of deliveries.");

    public static OperationParameterOf<string> EndpointId { get; } = Text("endpointId", "The id of an endpoint.");

    public static OperationParameterOf<string> EventType { get; } = Text("eventType", "A type of events, such as SCAN_COMPLETE.");

    public static OperationParameterOf<string> OrganizationId { get; } = Text("organizationId", "The organization of events.");

    public static OperationParameterOf<string> RepositoryId { get; } = Text("repositoryId", "The repository that events concern.");

    public static OperationParameterOf<ResourceKind?> ResourceKind { get; } = Name<ResourceKind>("kind", "The kind of what was changed.");

    public static OperationParameterOf<string> ResourceId { get; } = Text("resourceId", "The id of what was changed.");

    public static OperationParameterOf<string> TriggerId { get; } = Text("triggerId", "The id of a trigger.");

    public static OperationParameterOf<JobState?> ExecutionState { get; } = Name<JobState>("state", "The state of executions.");

    public static OperationParameterOf<DateTimeOffset?> From { get; } = Time("from", "Not before this time.");

    public static OperationParameterOf<DateTimeOffset?> To { get; } = Time("to", "Before this time.");

    /// <param name="name">Such as <c>endpointId</c>.</param>
    public static OperationParameterOf<string> Id(string name) =>
        new(name, $"The id of the {name[..^2]}.", ReadText, "Write the id of one.");

    public static OperationParameterOf<int?> Integer(string name, string description, int min, int max, int otherwise) => new(
        name,
        description,
        text => WholeNumber.TryParse(text, out var value) && value >= min && value <= max ? value : null,
        $"Write a whole number from {min} to {max}.",
        otherwise);

    private static OperationParameterOf<string> Text(string name, string description) =>
        new(name, description, ReadText, $"Write 1 to {MaxLength} characters, or leave it out.");

    private static OperationParameterOf<DateTimeOffset?> Time(string name, string description) =>
        new(name, description, text => ApiTime.TryParse(text, out var time) ? time : null, ApiTime.Remedy);

    private static OperationParameterOf<T?> Name<T>(string name, string description)
        where T : struct, Enum => new(
            name,
            description,
            text => Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<T>(text, ignoreCase: true) : null,
            $"Write one of {string.Join(", ", Enum.GetNames<T>())}.");

    private static string? ReadText(string text) =>
        string.IsNullOrWhiteSpace(text) || text.Length > MaxLength || text.Contains('\0', StringComparison.Ordinal) ? null : text;
}
