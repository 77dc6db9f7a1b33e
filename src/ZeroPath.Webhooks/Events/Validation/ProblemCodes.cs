namespace ZeroPath.Webhooks.Events;

/// <summary>The values of <see cref="ValidationProblem.Code"/>.</summary>
public static class ProblemCodes
{
    /// <summary>A required member is absent or null.</summary>
    public const string Required = "required";

    /// <summary>A value is of another JSON type than its member allows.</summary>
    public const string Type = "type";

    /// <summary>A string does not have the form that its member asks for, such as a date and time.</summary>
    public const string Format = "format";

    /// <summary>A number is outside what its member allows.</summary>
    public const string Range = "range";

    /// <summary>None of several members is there of which at least one must be.</summary>
    public const string OneOf = "one_of";

    /// <summary>An object has two members of one name.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Text is not Unicode: bytes that are no UTF-8, or half of a surrogate pair.</summary>
    public const string Encoding = "encoding";

    /// <summary>Objects and arrays are nested deeper than <see cref="WebhookJson.MaxDepth"/>.</summary>
    public const string Depth = "depth";

    /// <summary>The payload has more than <see cref="WebhookJson.MaxBytes"/> bytes.</summary>
    public const string Size = "size";

    /// <summary>The text is not JSON.</summary>
    public const string Json = "json";
}
