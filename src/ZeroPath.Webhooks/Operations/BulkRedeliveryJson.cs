using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks;

/// <summary>
/// A bulk redelivery as a job: its filter is the body, what was done so far the result: how many, and up to which endpoint.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeliveryFilter))]
internal sealed partial class BulkRedeliveryJson : JsonSerializerContext
{
    public static Job ToJob(DeliveryFilter filter, DateTimeOffset now) => new()
    {
        Id = Ids.NewJob(now),
        Kind = JobKinds.Redelivery,
        OrganizationId = filter.OrganizationId,
        Body = JsonSerializer.SerializeToUtf8Bytes(filter, Default.DeliveryFilter),
        ContentType = "application/json",
        CreatedAt = now,
    };

    /// <exception cref="JsonException">Somebody changed it.</exception>
    public static DeliveryFilter FilterOf(Job job) =>
        JsonSerializer.Deserialize(job.Body.Span, Default.DeliveryFilter) ?? throw new JsonException("The filter is null.");

    /// <summary>How many were redelivered, and the last endpoint of which none is left; empty for none.</summary>
    public static (long Redelivered, string After) ProgressOf(Job job)
    {
        var parts = job.Result?.Split(' ', 2) ?? [];
        return parts.Length > 0 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? (count, parts.ElementAtOrDefault(1) ?? "")
            : (0, "");
    }

    public static string ToResult(long redelivered, string after = "") =>
        redelivered.ToString(CultureInfo.InvariantCulture) + (after.Length == 0 ? "" : $" {after}");
}
