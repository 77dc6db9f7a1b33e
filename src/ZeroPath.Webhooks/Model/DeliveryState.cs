using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks;

/// <summary>How far a delivery is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryState>))]
public enum DeliveryState
{
    /// <summary>Not settled: to be attempted when it is due.</summary>
    Pending,

    /// <summary>An attempt was accepted.</summary>
    Succeeded,

    /// <summary>No attempt was accepted, and no retry is left.</summary>
    Failed,

    /// <summary>Its endpoint was removed or disabled before it was accepted.</summary>
    Cancelled,
}
