namespace Outbox;

/// <summary>A scan in the application's own table.</summary>
internal sealed class ScanRow
{
    public required string Id { get; init; }

    public required string Repository { get; init; }

    public required DateTimeOffset StartedAt { get; init; }
}
