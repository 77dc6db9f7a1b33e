using System.Text.Json.Serialization.Metadata;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

/// <summary>What came of an operation, for its door to show.</summary>
internal sealed record OperationResult(OperationOutcome Outcome)
{
    /// <summary>For what is not there and for what is another organization's alike.</summary>
    public static OperationResult NotFound { get; } =
        Refused(OperationOutcome.NotFound, "There is nothing of this id. Retention or somebody else may have removed it.");

    public static OperationResult Changed { get; } =
        Refused(OperationOutcome.Changed, "It has changed since. Get it again, and write your changes with its new ETag.");

    public static OperationResult Nothing { get; } = new(OperationOutcome.Done);

    /// <summary>What is shown; null for nothing.</summary>
    public ReadOnlyMemory<byte>? Body { get; private init; }

    /// <summary>The version of what is shown, if that can be edited.</summary>
    public string? Tag { get; private init; }

    /// <summary>The id of what was created.</summary>
    public string? CreatedId { get; private init; }

    /// <summary>The paths of documents that describe what is shown.</summary>
    public IReadOnlyCollection<string> DescribedBy { get; init; } = [];

    /// <summary>Why it was refused; null if it was not.</summary>
    public string? Detail { get; private init; }

    public IReadOnlyList<WebhooksProblemItem>? Errors { get; private init; }

    /// <summary>How long to wait before it is tried again; null where that does not help, or nobody knows.</summary>
    public TimeSpan? Wait { get; init; }

    public static OperationResult Json<T>(T value, JsonTypeInfo<T> type) => Raw(ReadableJson.Write(value, type));

    public static OperationResult Raw(ReadOnlyMemory<byte> json) => new(OperationOutcome.Done) { Body = json };

    public static OperationResult Conflict(string detail) => Refused(OperationOutcome.Conflict, detail);

    public static OperationResult TooMany(string detail, TimeSpan wait) => Refused(OperationOutcome.TooMany, detail) with { Wait = wait };

    public static OperationResult Refused(OperationOutcome outcome, string detail, IReadOnlyList<WebhooksProblemItem>? errors = null) =>
        new(outcome) { Detail = detail, Errors = errors };

    public static OperationResult Invalid(params IReadOnlyList<WebhooksProblemItem> errors) =>
        Refused(OperationOutcome.Invalid, string.Join(" ", errors.Select(error => $"{error.Name}: {error.Detail}")), errors);

    /// <summary>With what tells the version that is shown from every other.</summary>
    public OperationResult WithTag(string tag) => this with { Tag = tag };

    public OperationResult AsCreated(string id) => this with { Outcome = OperationOutcome.Created, CreatedId = id };
}
